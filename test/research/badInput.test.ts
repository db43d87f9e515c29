import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { useCache } from '../../src/base/cache';
import { callScript, type Ended, spawnScript } from '../helpers/script';
import { writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('bad input', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const put = (name: string, content: string | Uint8Array) => writeFileSync(at(name), content);
  const header = 'who,what,when,paid\n';
  const good = 'ann,tea,2024-03-05,2.50\n';

  before(async () => {
    writeShop(folder());
    const { code, stderr } = await callScript('train', train());
    assert.deepEqual([code, stderr], [0, '']);
  });
  after(() => useCache(undefined)); // `train` keeps arrays in results/cache

  const train = (change: Record<string, string> = {}) =>
    Object.entries({
      '--file': at('shop.csv'),
      '--schema': at('schema.json'),
      '--task': 'repurchase-30d',
      '--row': 'boosting',
      '--out': at('model.json'),
      ...change,
    })
      .flat()
      .concat('--auto-cutoffs');
  const predict = (change: Record<string, string> = {}) =>
    Object.entries({ '--model': at('model.json'), '--file': at('shop.csv'), '--out': at('out.csv'), ...change }).flat();

  /** One line on stderr that matches in full, exit code 2, and no file that was not there before. */
  async function refuses(end: () => Promise<Ended>, expected: RegExp): Promise<void> {
    const before = readdirSync(folder());
    const { code, stderr } = await end();
    assert.match(stderr.replaceAll(`${folder()}/`, ''), new RegExp(`^error: ${expected.source}\n$`));
    assert.equal(code, 2);
    assert.deepEqual(readdirSync(folder()), before);
  }

  const rows: [what: string, row: string, expected: RegExp][] = [
    [
      'a date that is none',
      'bob,tea,2024-02-31,1',
      /column "when" is "2024-02-31": not a date; expected the format iso: 2024-03-05 or 2024-03-05 14:30:00/,
    ],
    [
      'a negative amount that no rule explains',
      'bob,tea,2024-03-05,-1',
      /column "paid" is "-1": negative amount; expected "returns" .*/,
    ],
    ['a blank amount', 'bob,tea,2024-03-05,', /column "paid" is "": missing amount; expected .*"missing".*/],
    ['NaN for an amount', 'bob,tea,2024-03-05,NaN', /column "paid" is "NaN": not a number; expected a number.*/],
    ['a missing customer', ',tea,2024-03-05,1', /column "who" is "": missing customer; expected .*"missing".*/],
  ];
  for (const [what, row, expected] of rows)
    it(`tells file, row, column and value of ${what}`, async () => {
      put('bad.csv', `${header}${good}${row}\n`);
      const told = new RegExp(`bad\\.csv, row 2: ${expected.source}`);
      await refuses(() => callScript('train', train({ '--file': at('bad.csv'), '--out': at('new.json') })), told);
      await refuses(() => callScript('predict', predict({ '--file': at('bad.csv') })), told);
    });

  const files: [what: string, name: string, content: () => string | Uint8Array, expected: RegExp][] = [
    [
      'without a column',
      'bad.csv',
      () => `who,what,when\nann,tea,2024-03-05\n`,
      /bad\.csv: no column "paid"; expected one of who, what, when/,
    ],
    [
      'cut within a row',
      'bad.csv',
      () => `${header}${good}bob,te`,
      /bad\.csv, line 3: Expected Number of Columns: 4 Found: 2; expected a text file as the schema describes it/,
    ],
    [
      'gzip, cut',
      'bad.csv.gz',
      () => gzipSync(`${header}${good}`).subarray(0, -9),
      /bad\.csv\.gz: damaged gzip file \(unexpected end of file\); expected a whole gzip file/,
    ],
    [
      'Parquet, cut',
      'bad.parquet',
      () => readFileSync(join(__dirname, '../../datasets/cdnow/transactions.parquet')).subarray(0, -20),
      /bad\.parquet: .+; expected a whole Parquet file/,
    ],
    ['of nothing', 'bad.csv', () => '', /bad\.csv: the file is empty; expected a header and rows/],
    ['without rows', 'bad.csv', () => header, /bad\.csv: the file has no rows; expected at least one purchase/],
  ];
  for (const [what, name, content, expected] of files)
    it(`refuses a file ${what}`, async () => {
      put(name, content());
      await refuses(() => callScript('train', train({ '--file': at(name), '--out': at('new.json') })), expected);
      await refuses(() => callScript('predict', predict({ '--file': at(name) })), expected);
      await refuses(
        () => callScript('visualize', ['--file', at(name), '--schema', at('schema.json'), '--out', at('graph')]),
        expected,
      );
    });

  it('ends a process as it ends here', async () => {
    put('bad.csv', `${header}${good}bob,tea,someday,1\n`);
    const args = train({ '--file': at('bad.csv'), '--out': at('new.json') });
    await refuses(() => spawnScript('train', args), /bad\.csv, row 2: column "when" is "someday": not a date; .*/);
  });
});
