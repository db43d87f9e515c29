import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The font of all pictures, and the folder that it lies in. */
export const FONT = 'DejaVu Sans';
export const FONTS = join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf');

/** The width of a text in DejaVu Sans, in the unit of `size`; characters that the font lacks count as square. */
export function textWidth(text: string, size: number, bold = false): number {
  const advance = bold ? boldAdvances() : regularAdvances();
  let ems = 0;
  for (const character of text) ems += advance(character.codePointAt(0)!);
  return ems * size;
}

type Advances = (codePoint: number) => number;

const regularAdvances = once(() => readAdvances('DejaVuSans.ttf'));
const boldAdvances = once(() => readAdvances('DejaVuSans-Bold.ttf'));

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}

/**
 * Reads from a TrueType font how far each character moves the pen, in ems: from the tables `head`, `hhea`, `hmtx`
 * and `cmap` in format 12 (https://learn.microsoft.com/typography/opentype/spec/).
 */
function readAdvances(file: string): Advances {
  const font = readFileSync(join(FONTS, file));
  const tables = new Map<string, number>();
  for (let t = 0; t < font.readUInt16BE(4); t++) {
    const record = 12 + 16 * t;
    tables.set(font.toString('latin1', record, record + 4), font.readUInt32BE(record + 8));
  }
  const table = (name: string) => tables.get(name)!;
  const unitsPerEm = font.readUInt16BE(table('head') + 18);
  const metrics = font.readUInt16BE(table('hhea') + 34);
  const groups = charactersOf(font, table('cmap'));
  const known = new Map<number, number>();
  const measure = (codePoint: number) => {
    const group = groups.find(({ first, last }) => first <= codePoint && codePoint <= last);
    // Combining marks and the like take no room of their own; the rest of what is missing is mostly CJK and emoji.
    if (!group) return /\p{M}|\p{Cf}/u.test(String.fromCodePoint(codePoint)) ? 0 : 1;
    const glyph = Math.min(group.glyph + codePoint - group.first, metrics - 1);
    return font.readUInt16BE(table('hmtx') + 4 * glyph) / unitsPerEm;
  };
  return (codePoint) => {
    let advance = known.get(codePoint);
    if (advance === undefined) {
      advance = measure(codePoint);
      known.set(codePoint, advance);
    }
    return advance;
  };
}

/** The runs of code points that have glyphs one after the other. */
function charactersOf(font: Buffer, cmap: number): { first: number; last: number; glyph: number }[] {
  for (let t = 0; t < font.readUInt16BE(cmap + 2); t++) {
    const subtable = cmap + font.readUInt32BE(cmap + 8 + 8 * t);
    if (font.readUInt16BE(subtable) !== 12) continue;
    return Array.from({ length: font.readUInt32BE(subtable + 12) }, (_, g) => {
      const at = subtable + 16 + 12 * g;
      return { first: font.readUInt32BE(at), last: font.readUInt32BE(at + 4), glyph: font.readUInt32BE(at + 8) };
    });
  }
  throw new Error('the font has no character map of format 12');
}
