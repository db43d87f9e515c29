import { escapeXml } from '../displayName';

/** A piece of prose that is more than text: `code`, **strong**, *emphasis*, [a link](https://…). */
const MARKED = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|\[([^\]]+)\]\(((?:https?:|#)[^\s)]*)\)/g;

/**
 * Prose as HTML. Of Markdown it knows what may stand within a line: `code`, **strong**, *emphasis* and links to the web
 * or to a place in the page; everything else is text, whatever it looks like.
 */
export function proseToHtml(prose: string): string {
  let html = '';
  let end = 0;
  for (const match of prose.matchAll(MARKED)) {
    const [whole, code, strong, emphasis, text, url] = match;
    html += escapeXml(prose.slice(end, match.index));
    if (code) html += `<code>${escapeXml(code)}</code>`;
    else if (strong) html += `<strong>${escapeXml(strong)}</strong>`;
    else if (emphasis) html += `<em>${escapeXml(emphasis)}</em>`;
    else html += `<a href="${escapeXml(url)}">${escapeXml(text)}</a>`;
    end = match.index + whole.length;
  }
  return html + escapeXml(prose.slice(end));
}

/** Prose as text alone, for places that show no markup. */
export function proseToText(prose: string): string {
  return prose.replace(MARKED, (_, code, strong, emphasis, text) => code ?? strong ?? emphasis ?? text);
}
