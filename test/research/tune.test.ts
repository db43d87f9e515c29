import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCSV } from 'arquero';
import { useCache } from '../../src/base/cache';
import { callScript, spawnScript } from '../helpers/script';
import { writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

const experiment = {
  name: 'own-shop',
  title: 'Who comes back?',
  task: { name: 'horizon', horizonDays: 30 },
  presets: { quick: { seeds: 1 } },
  rows: [
    { name: 'majority', title: 'majority class', model: 'majority' },
    { name: 'logistic', title: 'logistic on RFM', model: { name: 'logistic', features: ['rfm'] } },
    { name: 'boosting', title: 'boosting on RFM', model: { name: 'gradient-boosting', features: ['rfm'] } },
    { name: 'stack', title: 'both', members: ['logistic', 'boosting'] },
  ],
};

describe('tune', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const args = (...more: string[]) => [
    ...['--experiment', at('my.json'), '--file', at('shop.csv'), '--schema', at('schema.json')],
    ...more,
  ];
  after(() => useCache(undefined)); // `tune` keeps arrays in results/cache
  before(() => {
    writeShop(folder());
    writeFileSync(at('my.json'), JSON.stringify(experiment));
  });

  it('searches rows with equal budgets, and writes tables, figures and the experiment with what it found', async () => {
    const change = ['--set', 'rows.boosting.model.model.numLeaves=8'];
    const { code, stdout, stderr } = await spawnScript(
      'tune',
      args('--row', 'logistic', 'boosting', '--budget', '4', '--method', 'random', '--test', ...change),
      at('results'),
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.match(stdout, /^logistic on RFM: 1 option, budget 4, method random, seed 0$/m);
    assert.match(stdout, /^boosting on RFM: 5 options, budget 4/m);
    const tables = join(at('results'), 'tables');
    const name = 'own-shop-logistic-boosting-tuning';
    assert.deepEqual(
      readdirSync(tables).sort(),
      ['csv', 'json', 'md', 'tex'].map((ending) => `${name}.${ending}`),
    );
    assert.deepEqual(
      readdirSync(join(at('results'), 'figures')).sort(),
      ['boosting', 'logistic'].flatMap((row) => ['png', 'svg'].map((ending) => `own-shop-${row}-tuning.${ending}`)),
    );
    const attempts = fromCSV(readFileSync(join(tables, `${name}.csv`), 'utf8')).objects() as Record<string, unknown>[];
    assert.equal(attempts.length, 8);
    const page = readFileSync(join(tables, `${name}.md`), 'utf8');
    const rows = page.split('\n').filter((line) => /^\| (logistic|boosting) on RFM \|/.test(line));
    for (const [r, row] of ['logistic', 'boosting'].entries()) {
      const scores = attempts.flatMap((one) => (one.row === row ? [Number(one.averagePrecision)] : []));
      const cells = rows[r].split(' | ');
      assert.deepEqual(cells.slice(1, 6), ['4', '4', '0', scores[0].toFixed(4), Math.max(...scores).toFixed(4)]);
    }
    assert.ok(!page.includes('numLeaves |'), 'what --set sets is not searched');
    const runs = readdirSync(join(at('results'), 'runs')).length;
    assert.equal(runs, 8 + 2, 'and one on test for each row');

    const tuned = JSON.parse(readFileSync(join(tables, `${name}.json`), 'utf8')) as typeof experiment;
    assert.deepEqual(
      tuned.rows.map((row) => row.name),
      experiment.rows.map((row) => row.name),
    );
    const best = attempts
      .filter(({ row }) => row === 'logistic')
      .reduce((a, b) => (Number(b.averagePrecision) > Number(a.averagePrecision) ? b : a));
    assert.equal((tuned.rows[1].model as unknown as { model: { C: number } }).model.C, best['model.C']);
  });

  const refused: [args: string[], expected: RegExp][] = [
    [['--row', 'majority'], /^error: model majority: there is no option to search\n$/],
    [
      ['--row', 'stack'],
      /^error: --row: row "stack" combines others .*; expected one of its members: logistic, boosting\n$/,
    ],
    [['--row', 'logistic', '--method', 'asha'], /^error: search method asha: model logistic has no epochs or trees/],
    [
      ['--row', 'logistic', '--method', 'grid'],
      /^error: --method: .*unknown search method "grid"; there are random, tpe, asha\n$/,
    ],
    [
      ['--row', 'logistic', '--method', '{"name":"tpe","gama":1}'],
      /^error: --method.* has no option "gama"; there are .*gamma/,
    ],
    [
      ['--row', 'logistic', '--space', 'model.C=0..1'],
      /^error: --space: "0\.\.1" in model\.C=0\.\.1 is no space; expected/,
    ],
    [['--row', 'logistic', '--fold', '3'], /^error: --fold: there is no fold 3; expected 0 to 0\n$/],
    [['--row', 'logistic', '--preset', 'full'], /^error: .*unknown preset "full"; expected one of quick\n$/],
    [['--row', 'logistic', '--metric', 'speed'], /^error: option '--metric <name>' argument 'speed' is invalid\./],
    [['--row', 'logistic', '--budget', '0'], /^error: option '--budget <n>' argument '0' is invalid\./],
  ];
  for (const [given, expected] of refused)
    it(`refuses ${given.join(' ')} in one line`, async () => {
      const { code, stderr } = await callScript('tune', args(...given));
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
      assert.equal(code, 2);
    });
});
