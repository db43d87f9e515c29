import { literal } from './duckdb';
import type { TextFormat } from './schema';

/** The characters that are written for each separator of thousands: a blank may be one that does not break. */
const THOUSANDS = { '.': '.', ',': ',', ' ': ' \u00a0\u202f', "'": "'\u2019" };

/**
 * The grammar of numbers in text, as a regular expression of RE2 for the whole text: an optional sign, then
 * digits with an optional decimal point and exponent, or, where the schema names a separator of thousands,
 * groups of three digits and no exponent. Nothing else is a number: no `1_000`, `0x10`, `inf`, `12-` or `(12)`.
 */
function grammarOf({ decimal, thousands }: TextFormat): string {
  const point = `[${decimal}]`;
  const plain = `(?:[0-9]+(?:${point}[0-9]*)?|${point}[0-9]+)(?:[eE][+-]?[0-9]+)?`;
  const grouped = thousands && `[1-9][0-9]{0,2}(?:[${THOUSANDS[thousands]}][0-9]{3})+(?:${point}[0-9]*)?`;
  return `[+-]?(?:${[plain, grouped].filter(Boolean).join('|')})`;
}

/** A text as a double in SQL: NULL where the text is no number, infinite where the number is too large. */
export function numberOf(text: string, format: TextFormat): string {
  const { decimal, thousands } = format;
  let numeral = text;
  if (thousands) numeral = `translate(${numeral}, ${literal(THOUSANDS[thousands])}, '')`;
  if (decimal !== '.') numeral = `replace(${numeral}, ${literal(decimal)}, '.')`;
  return `CASE WHEN regexp_full_match(${text}, ${literal(grammarOf(format))}) THEN TRY_CAST(${numeral} AS DOUBLE) END`;
}

/** What a number looks like, for messages. */
export function exampleOf({ decimal, thousands }: TextFormat): string {
  const plain = `a number such as ${1234}${decimal}50`;
  return thousands
    ? `${plain} or 1${thousands}234${decimal}50`
    : `${plain} ("csv" in the schema tells "decimal" and "thousands")`;
}
