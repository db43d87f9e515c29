import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { useCache } from '../../src/base/cache';
import { callScript, type Ended, spawnScript } from '../helpers/script';
import { shopRows, shopSchema, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('bad input', function () {
  this.timeout(300_000);
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

  const schemas: [what: string, text: string, expected: RegExp][] = [
    ['that is not JSON', '{\n  "customer": "who",\n}\n', /bad\.json: not valid JSON: .+/],
    [
      'with an unknown key',
      JSON.stringify({ ...shopSchema, coustomer: 'who' }),
      /bad\.json: unknown key "coustomer"; there are csv, customer, item, .*/,
    ],
    [
      'without a role',
      JSON.stringify({ ...shopSchema, item: undefined }),
      /bad\.json, at item: .*expected the name .*/,
    ],
  ];
  for (const [what, text, expected] of schemas)
    it(`refuses a schema ${what}`, async () => {
      put('bad.json', text);
      const change = { '--schema': at('bad.json') };
      await refuses(() => callScript('train', train({ ...change, '--out': at('new.json') })), expected);
      await refuses(() => callScript('predict', predict(change)), expected);
    });

  it('refuses a task that is no task, or on which the file has nothing to say', async () => {
    const task = { name: 'horizon', horizonDays: 30 };
    const refusesTask = (change: object, expected: RegExp) => {
      put('task.json', JSON.stringify({ ...task, ...change }));
      return refuses(
        () => callScript('train', train({ '--task': at('task.json'), '--out': at('new.json') })),
        expected,
      );
    };
    await refusesTask({ horizon: 30 }, /task\.json: task horizon has no option "horizon"; there are .*horizonDays, .*/);
    await refusesTask({ horizonDays: 0 }, /task\.json, at horizonDays: .*expected number to be >0/);
    await refusesTask({ items: ['i1', 'wine'] }, /task horizon, items: unknown item "wine"; expected items of the log/);
    await refusesTask(
      { horizonDays: 200 },
      /task horizon, folds: the log covers \d+ days, too few for the task; expected at least 800 days .*/,
    );
  });

  it('refuses labels of a customer whom the file does not know, of one twice, and of one class', async () => {
    const refusesLabels = (lines: readonly string[], expected: RegExp) => {
      put('labels.csv', `${['who,y', ...lines].join('\n')}\n`);
      const schema = { customer: 'who', label: { column: 'y' } };
      put('task.json', JSON.stringify({ name: 'table', labels: { file: 'labels.csv', schema } }));
      return refuses(
        () => callScript('train', train({ '--task': at('task.json'), '--out': at('new.json') }).slice(0, -1)),
        expected,
      );
    };
    await refusesLabels(
      ['c0,1', 'nobody,0'],
      /task table, labels\.csv, label 2: customer "nobody" is not in the log; expected .*/,
    );
    await refusesLabels(
      ['c0,1', 'c1,0', 'c0,0'],
      /task table, labels\.csv, row 3: customer "c0" has a label in row 1 .*/,
    );
    await refusesLabels(['c0,1', 'c1,1', 'c2,1'], /task table: 1 of 1 train examples are positive; expected .*/);
  });

  it('refuses a sequence of length 0, and neighbours that there are not', async () => {
    const refusesModel = (model: object, expected: RegExp) => {
      const rows = [{ name: 'own', title: 'own', model }];
      put('my.json', JSON.stringify({ name: 'my', title: 'my', task: { name: 'horizon', horizonDays: 30 }, rows }));
      return refuses(
        () =>
          callScript('train', [
            ...['--experiment', at('my.json'), '--row', 'own', '--out', at('new.json')],
            ...['--file', at('shop.csv'), '--schema', at('schema.json')],
          ]),
        expected,
      );
    };
    await refusesModel(
      { name: 'fused', branches: [{ name: 'sequence', length: 0 }] },
      /.*my\.json.*length: .*expected number to be >0/,
    );
    await refusesModel(
      { name: 'logistic', features: ['rfm'], resampling: { name: 'edited-neighbours', k: 5000 } },
      /resampling: \d+ examples cannot have 5000 neighbours each; expected at least 5001, or a smaller "k"/,
    );
  });

  it('refuses to learn from examples of one class', async () => {
    const weekly = shopRows().filter(([who, , when]) => who === 'c0' && when < '2024-07-01');
    writeFileSync(at('few.csv'), `${header}${weekly.map((row) => row.join(',')).join('\n')}\n`);
    await refuses(
      () => callScript('train', train({ '--file': at('few.csv'), '--out': at('new.json') })),
      /task repurchase-30d: (\d+) of \1 train examples are positive; expected positives and negatives in .*/,
    );
  });

  it('refuses a model that is none, or damaged, or gone', async () => {
    const refusesModel = (text: string, expected: RegExp) => {
      put('bad.json', text);
      return refuses(() => callScript('predict', predict({ '--model': at('bad.json') })), expected);
    };
    const whole = readFileSync(at('model.json'), 'utf8');
    await refusesModel(JSON.stringify(shopSchema), /bad\.json: not a Ledgerwalk model/);
    await refusesModel(
      whole.slice(0, -100),
      /bad\.json: the Ledgerwalk model is damaged: \d+ bytes of \d+; expected .+/,
    );
    await refusesModel(
      whole.replace(/"threshold":0\.\d/, '"threshold":0.0'),
      /bad\.json: the Ledgerwalk model is damaged: its checksum does not fit its content; expected the file as .+/,
    );
    await refuses(() => callScript('predict', predict({ '--model': at('none.json') })), /none\.json: no such file/);
  });

  it('refuses to score a file that shares no item with the items the model was trained for', async () => {
    put('task.json', JSON.stringify({ name: 'horizon', items: ['i1', 'i2'], horizonDays: 30 }));
    await callScript('train', train({ '--task': at('task.json'), '--row': 'majority', '--out': at('items.json') }));
    put('other.csv', `${header}${good}`);
    await refuses(
      () => callScript('predict', predict({ '--model': at('items.json'), '--file': at('other.csv') })),
      /the log has none of the 2 items that the model was trained for; expected i1, i2/,
    );
  });

  const invalid = (option: string, value: string, expected: string) =>
    new RegExp(
      `option '${option}' argument '${value}' is invalid\\. ${expected} \\(--help shows options and examples\\)`,
    );
  const options: [script: string, args: () => string[], expected: RegExp][] = [
    ['train', () => ['--negatives', 'few'], invalid('--negatives <share>', 'few', 'expected a share above 0, up to 1')],
    ['train', () => ['--negatives', '0'], invalid('--negatives <share>', '0', 'expected a share above 0, up to 1')],
    ['train', () => ['--seed', '1.5'], invalid('--seed <n>', '1\\.5', 'expected a whole number, 0 or more')],
    ['train', () => ['--out', folder()], /.+: cannot be written \(a folder is there\); expected the path of a file/],
    [
      'train',
      () => train({ '--out': at('shop.csv/model.json') }),
      /shop\.csv\/model\.json: cannot be written \(ENOTDIR at stat\); .*/,
    ],
    ['visualize', () => ['--out', at('shop.csv')], /shop\.csv\/.+\.html: cannot be written \(.+\); .*/],
    [
      'train',
      () => ['--task', 'nope'],
      /experiment repurchase-30d, at task: unknown task "nope"; there are horizon, .*/,
    ],
    ['train', () => ['--task', at('none.json')], /none\.json: no such file; expected a JSON file/],
    [
      'train',
      () => ['--row', 'nope'],
      /--row: experiment repurchase-30d has no row "nope"; expected majority, logistic, .*/,
    ],
    ['train', () => ['--file', at('shop.csv')], /--file: a file needs a schema; expected --schema <path>.*/],
    ['train', () => ['--schema', at('schema.json')], /--schema: a schema needs a file; expected --file <path>/],
    [
      'train',
      () => ['--file', at('none.csv'), '--schema', at('schema.json')],
      /none\.csv: no such file; expected a CSV.*/,
    ],
    [
      'train',
      () => ['--dataset', 'nope'],
      /experiment repurchase-30d, at dataset: unknown data set "nope"; there are file, online-retail-ii, .*/,
    ],
    [
      'predict',
      () => predict({ '--at': '2024-02-30' }),
      invalid('--at <date>', '2024-02-30', 'expected a date, YYYY-MM-DD'),
    ],
    [
      'predict',
      () => predict({ '--at': '2020-01-01' }),
      /there is nobody to ask about at 2020-01-01; expected customers with events before that/,
    ],
    [
      'predict',
      () => predict({ '--out': at('shop.csv/out.csv') }),
      /shop\.csv\/out\.csv: cannot be written \(.+\); .*/,
    ],
    ['visualize', () => ['--items', '1'], invalid('--items <n>', '1', 'expected a whole number, 2 or more')],
    ['visualize', () => ['--at', 'soon'], invalid('--at <date>', 'soon', 'expected a date, YYYY-MM-DD')],
    [
      'visualize',
      () => ['--dataset', 'cdnow', '--at', '1990-01-01'],
      /cdnow: nobody bought anything .*; expected a time from .*/,
    ],
    [
      'ablate',
      () => ['synthetic', '--workers', '0'],
      invalid('--workers <n>', '0', 'expected a whole number, 1 or more'),
    ],
  ];
  for (const [script, args, expected] of options)
    it(`refuses ${script} with ${expected.source}`, () => refuses(() => callScript(script, args()), expected));

  it('ends a process as it ends here', async () => {
    put('bad.csv', `${header}${good}bob,tea,someday,1\n`);
    const args = train({ '--file': at('bad.csv'), '--out': at('new.json') });
    await refuses(() => spawnScript('train', args), /bad\.csv, row 2: column "when" is "someday": not a date; .*/);
  });
});
