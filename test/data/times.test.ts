import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ISO_TIME, parseIso } from '../../src/base/time';
import { readLog } from '../../src/data/read';
import { logSchema, type TimeFormat } from '../../src/data/schema';
import { refuses } from '../helpers/refuses';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('times in text', () => {
  const folder = temporaryFolder();
  /** The times of a log of these texts, in the order of time. */
  const read = async (texts: readonly string[], format: TimeFormat['format'] = 'iso', origin?: string) => {
    const path = join(folder(), 'shop.csv');
    writeFileSync(path, `who,what,when,paid\n${texts.map((text) => `ann,tea,"${text}",1`).join('\n')}\n`);
    const schema = { customer: 'who', item: 'what', time: { column: 'when', format, origin }, amount: 'paid' };
    return [...(await readLog(path, logSchema.parse(schema))).log.columns.time];
  };
  const noon = parseIso('2024-02-29 12:00');

  for (const text of [
    ...[
      '2024-02-29T12:00',
      '2024-02-29 12:00:00',
      ' 2024-02-29 12:00:00.000 ',
      '2024-02-29T12:00:00Z',
      '2024-02-29T12:00Z',
    ],
    ...['2024-02-29 12:00:00 UTC', '2024-02-29 14:00:00+02', '2024-02-29T14:00+02:00', '2024-02-29 14:00:00 +0200'],
    ...['2024-02-28T22:30:00-13:30'],
  ])
    it(`reads ${text} as ISO`, async () => assert.deepEqual(await read([text]), [noon]));

  it('reads a date with a zone as ISO', async () => {
    assert.deepEqual(await read(['2024-02-29Z', '2024-02-29+02:00']), [noon - 14 * 3600, noon - 12 * 3600]);
  });

  for (const text of [
    ...['2024-02-30', '2024-02-30Z', '2024-02-30T12:00+02:00', '2024-04-31 00:00:00+00', '2023-02-29', '2024-13-01'],
    ...[
      '2024-3-5',
      '24-03-05',
      '2024/03/05',
      '20240305',
      '45356',
      '2024-03-05T24:00',
      '2024-03-05 12',
      'epoch',
      'infinity',
    ],
    ...['2024-03-05 12:00 PM', '2024-03-05 (BC)', '2024-03-05 12:00:00 Europe/Paris', '1709596800'],
  ])
    it(`refuses ${text} as ISO`, () =>
      refuses(
        read(['2024-03-05', text]),
        /row 2: column "when" is ".*": not a date; expected the format iso: 2024-03-05 or/,
      ));

  it('reads ISO as parseIso does', async () => {
    const text = fc.stringMatching(new RegExp(`^${ISO_TIME}$`)).filter((one) => /^(19|20)/.test(one));
    await fc.assert(
      fc.asyncProperty(text, async (one) => {
        let expected: number | undefined;
        try {
          expected = parseIso(one);
        } catch {}
        if (expected === undefined) await refuses(read([one]), /not a date; /);
        // DuckDB holds microseconds, Date milliseconds.
        else if (expected >= parseIso('1900-01-01')) assert.ok(Math.abs((await read([one]))[0] - expected) <= 0.001);
      }),
      { numRuns: 60 },
    );
  });

  describe('with a format', () => {
    it('refuse 30 February, with a zone too', async () => {
      for (const [text, format] of [
        ['30/02/2024', '%d/%m/%Y'],
        ['30/02/2024 +02', '%d/%m/%Y %z'],
      ] as const)
        await refuses(read([text], [format, '%Y']), /row 1: column "when" is ".*": not a date; expected the format %d/);
      assert.deepEqual(await read(['29/02/2024 14 +02'], '%d/%m/%Y %H %z'), [noon]);
    });

    it('take a year of two digits only for %y', async () => {
      const days = [parseIso('2010-12-01'), parseIso('2010-12-02')];
      assert.deepEqual(await read(['02/12/10', '01/12/2010'], ['%d/%m/%Y', '%d/%m/%y']), days);
      await refuses(
        read(['01/12/2010', '02/12/10'], '%d/%m/%Y'),
        /row 2: column "when" is "02\/12\/10": a year before 100; expected a year of four digits, or the format %d\/%m\/%y$/,
      );
      await refuses(read(['01/12/201'], '%d/%m/%Y'), /"01\/12\/201": not a date from 1900 to 2099/);
      await refuses(read(['01/12/2010'], '%d/%m/%y'), /"01\/12\/2010": not a date; expected the format %d\/%m\/%y$/);
    });

    it('read numbers as text', async () => {
      assert.deepEqual(await read(['20240229', ' 20240301 '], '%Y%m%d'), [noon - 43_200, noon + 43_200]);
    });
  });

  describe('that count from a date', () => {
    const counts = {
      'epoch-seconds': 1,
      'epoch-milliseconds': 1e3,
      'epoch-microseconds': 1e6,
      'epoch-nanoseconds': 1e9,
    };

    it('are read in each unit', async () => {
      for (const [format, perSecond] of Object.entries(counts))
        assert.deepEqual(await read([String(BigInt(noon) * BigInt(perSecond))], format), [noon], format);
      assert.deepEqual(await read(['19782.5'], 'epoch-days'), [noon]);
      assert.deepEqual(await read(['1709208000123'], 'epoch-milliseconds'), [noon + 0.123]);
      assert.deepEqual(await read(['0', '3.6e3'], 'epoch-seconds', '2024-02-29'), [noon - 43_200, noon - 39_600]);
    });

    it('name the unit that was meant, where they are too large', async () => {
      const units = Object.entries(counts);
      for (const [read_, [format]] of units.entries())
        for (const [meant, perSecond] of units.slice(read_ + 1))
          await refuses(
            read(['0', String(BigInt(noon) * BigInt(perSecond))], format),
            new RegExp(
              `row 2: column "when" is "\\d+": not a date from 1900 to 2099 as ${format}; expected "format": "${meant}"`,
            ),
          );
      await refuses(read([String(noon)], 'epoch-days'), /as epoch-days; expected "format": "epoch-seconds"/);
      await refuses(read(['50000'], 'epoch-days'), /"50000": not a date from 1900 to 2099; expected a date/);
      await refuses(read(['1e300'], 'epoch-seconds'), /"1e300": not a date from 1900 to 2099; expected a date/);
      await refuses(read(['1e400'], 'epoch-seconds'), /"1e400": not a date; expected the format epoch-seconds/);
    });

    it('name the unit that was meant, where all fall into early 1970', async () => {
      await refuses(
        read([String(noon), String(noon + 86_400)], 'epoch-milliseconds'),
        /shop\.csv: column "when" holds dates from 1970-01-20 to 1970-01-20 as epoch-milliseconds; expected "format": "epoch-seconds" \(2024-02-29 to 2024-03-01\), or the "origin"/,
      );
      await refuses(
        read(['19782', '19790'], 'epoch-seconds'),
        /expected "format": "epoch-days" \(2024-02-29 to 2024-03-08\)/,
      );
    });

    it('are left alone where they count from the start of a log', async () => {
      assert.deepEqual(await read(['0', '19782'], 'epoch-seconds'), [0, 19_782]);
      assert.deepEqual(await read([String(noon)], 'epoch-milliseconds', '2024-01-01'), [
        parseIso('2024-01-01') + noon / 1000,
      ]);
    });
  });
});
