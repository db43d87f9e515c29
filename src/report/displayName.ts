/** Characters a label holds at most. */
const LABEL_LENGTH = 28;

/**
 * What no name shows: control characters, surrogates without their half, noncharacters, which XML 1.0 forbids,
 * and the marks that turn the direction of the text after them. Joiners stay: emoji and several scripts need them.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/gu;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A name in full, fit to be shown on a page or in a picture, on one line; `fallback` where nothing visible is left. */
export function fullName(name: string, fallback = 'no name'): string {
  return name.replace(INVISIBLE, ' ').replace(/\s+/gu, ' ').trim() || fallback;
}

/**
 * A name short enough for a label or a legend: as `fullName` gives it, cut between characters as readers see
 * them, so that no emoji or accent is torn apart.
 */
export function displayName(name: string, length = LABEL_LENGTH): string {
  const full = fullName(name);
  // A grapheme is at least one UTF-16 unit long.
  if (full.length <= length) return full;
  const characters: string[] = [];
  for (const { segment } of graphemes.segment(full)) {
    characters.push(segment);
    if (characters.length > length)
      return `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
  }
  return full;
}

/** Names short enough for labels, no two of them alike: what was cut to the same label gets a number. */
export function distinctNames(names: readonly string[], length = LABEL_LENGTH): string[] {
  const times = new Map<string, number>();
  return names.map((name) => {
    const label = displayName(name, length);
    const before = times.get(label) ?? 0;
    times.set(label, before + 1);
    return before ? `${label} (${before + 1})` : label;
  });
}

/** Text for XML: what XML 1.0 forbids is left out, markup is escaped. */
export function escapeXml(text: string): string {
  return withoutForbidden(text).replace(
    /[&<>"]/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!,
  );
}

/** Without the characters that XML 1.0 forbids, even escaped. */
export function withoutForbidden(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
