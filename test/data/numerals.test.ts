import assert from 'node:assert/strict';
import fc from 'fast-check';
import { literal, withDuckDb } from '../../src/data/duckdb';
import { exampleOf, numberOf } from '../../src/data/numerals';
import { csvSchema, type TextFormat } from '../../src/data/schema';

/** What the grammar reads in texts: numbers, or null where there is none. */
const readAll = (texts: readonly string[], format: TextFormat) =>
  withDuckDb(async (connection) => {
    const rows = texts.map((text) => `(${literal(text)})`).join(', ');
    const found = await connection.run(`SELECT ${numberOf('t', format)} FROM (VALUES ${rows}) texts(t)`);
    return (await found.getRowsJson()).map(([value]) => (value === null ? null : Number(value)));
  });

describe('numbers in text', () => {
  const formats = {
    'a decimal point': csvSchema.parse({}),
    'a decimal comma': csvSchema.parse({ decimal: ',' }),
    'a decimal point and thousands': csvSchema.parse({ thousands: ',' }),
    'a decimal comma and thousands': csvSchema.parse({ decimal: ',', thousands: '.' }),
    'blanks between thousands': csvSchema.parse({ decimal: ',', thousands: ' ' }),
    'apostrophes between thousands': csvSchema.parse({ thousands: "'" }),
  };
  const cases: Record<keyof typeof formats, Record<string, number | null>> = {
    'a decimal point': {
      ...{ '0': 0, '12': 12, '12.50': 12.5, '.5': 0.5, '5.': 5, '007': 7, '+3': 3, '-3.25': -3.25, '-.5': -0.5 },
      ...{ '1e3': 1000, '1E+03': 1000, '2.5e-2': 0.025, '1e39': 1e39, '-1e400': -Infinity, '1e-400': 0 },
      ...{ '1_000': null, '1,234': null, '1,5': null, '1.234.567': null, '1 000': null, "1'000": null, '0x10': null },
      ...{ inf: null, '-inf': null, Infinity: null, nan: null, NaN: null, true: null, '': null, '.': null, '-': null },
      ...{ '1e': null, e5: null, '1e1.5': null, '--1': null, '+-1': null, '- 1': null, '12-': null, '(12)': null },
      ...{ $5: null, '5%': null, '5 EUR': null, '1/2': null, '1d': null, '１２': null, '١': null, '\u22125': null },
    },
    'a decimal comma': {
      ...{ '12,50': 12.5, ',5': 0.5, '5,': 5, '1,5e3': 1500, '1234': 1234 },
      ...{ '1.234': null, '12.500': null, '1.5': null, '1,234,567': null, '1.234,5': null },
    },
    'a decimal point and thousands': {
      ...{
        '1,234': 1234,
        '12,345,678.90': 12_345_678.9,
        '-1,234.5': -1234.5,
        '1234.5': 1234.5,
        '999': 999,
        '1e3': 1000,
      },
      ...{ '1,23': null, '12,34,567': null, '1234,567': null, '0,123': null, ',123': null, '1,234e5': null },
      ...{ '1,,234': null, '1,234,': null, '1.234,567': null, '1,234.567,890': null },
    },
    'a decimal comma and thousands': {
      ...{ '1.234': 1234, '1.234,5': 1234.5, '1234,5': 1234.5, '12.500': 12_500, '12,50': 12.5 },
      ...{ '12.50': null, '0.500': null, '1.2345': null, '1,234.5': null },
    },
    'blanks between thousands': {
      ...{ '1 234,5': 1234.5, '1\u00a0234\u202f567': 1_234_567, '1234': 1234 },
      ...{ '1  234': null, '12 34': null, '1.234': null },
    },
    'apostrophes between thousands': { "1'234.5": 1234.5, '1\u2019234': 1234, "1'23": null },
  };
  for (const [what, format] of Object.entries(formats))
    it(`are read with ${what} as they are meant, or not at all`, async () => {
      const expected = cases[what as keyof typeof formats];
      const values = await readAll(Object.keys(expected), format);
      assert.deepEqual(Object.fromEntries(Object.keys(expected).map((text, i) => [text, values[i]])), expected);
    });

  it('are read back as they were printed, in every format', async () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // no -0: JSON has none
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(formats)),
        fc.array(finite, { minLength: 1, maxLength: 200 }),
        async (format, values) => {
          const printed = values.map((value) => String(value).replace('.', format.decimal));
          assert.deepEqual(await readAll(printed, format), values);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are read back as Intl groups them', async () => {
    const pence = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });
    for (const [locale, format] of [
      ['en', formats['a decimal point and thousands']],
      ['de', formats['a decimal comma and thousands']],
      ['fr', formats['blanks between thousands']],
      ['de-CH', formats['apostrophes between thousands']],
    ] as const) {
      const print = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 });
      const values = fc.sample(pence, 300).map((value) => value / 100);
      assert.deepEqual(
        await readAll(
          values.map((value) => print.format(value)),
          format,
        ),
        values,
      );
    }
  });

  it('are told by example', () => {
    assert.equal(exampleOf(formats['a decimal comma and thousands']), 'a number such as 1234,50 or 1.234,50');
    assert.match(exampleOf(formats['a decimal point']), /^a number such as 1234\.50 \("csv" in the schema/);
  });
});
