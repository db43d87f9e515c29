import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { useCache } from '../../src/base/cache';
import { callScript, type Ended, spawnScript } from '../helpers/script';
import { type ShopRow, shopRows, writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

/** The lines of a file of scores, cell by cell; no id in these tests holds a comma unless the test says so. */
function scoresIn(path: string): string[][] {
  const text = readFileSync(path, 'utf8');
  assert.ok(text.endsWith('\n'));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
}

function succeeded({ code, stdout, stderr }: Ended): string {
  assert.deepEqual([code, stderr], [0, '']);
  return stdout;
}

describe('train and predict', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const rows = shopRows();
  const customers = [...new Set(rows.map(([who]) => who))].sort();
  const train = (out: string) => [
    ...['--file', at('shop.csv'), '--schema', at('schema.json'), '--task', 'repurchase-30d', '--auto-cutoffs'],
    ...['--row', 'boosting', '--out', out],
  ];

  /** What a bundle holds, but for the version of the code, which may be edited while the tests run. */
  const model = (name: string) => ({ ...JSON.parse(readFileSync(at(name), 'utf8')).content, codeVersion: undefined });

  before(async () => {
    writeShop(folder());
    succeeded(await spawnScript('train', train(at('model.json'))));
  });
  after(() => useCache(undefined)); // `train` keeps arrays in results/cache

  it('score a CSV: one line a customer, with a probability and a decision', async () => {
    const args = ['--model', at('model.json'), '--file', at('shop.csv'), '--out', at('scores.csv')];
    const told = succeeded(await spawnScript('predict', args));
    assert.match(
      told,
      /^engine: .+\ntask: repurchase-30d, asked at 2024-10-27 about 60 examples\nwrote .*scores\.csv\n$/,
    );
    const [header, ...lines] = scoresIn(at('scores.csv'));
    assert.deepEqual(header, ['customer', 'probability', 'positive']);
    assert.deepEqual(lines.map(([customer]) => customer).sort(), customers);
    const { threshold } = model('model.json');
    for (const [customer, probability, positive] of lines) {
      assert.ok(Number(probability) >= 0 && Number(probability) <= 1, `${customer}: ${probability}`);
      if (Math.abs(Number(probability) - threshold) > 1e-5)
        assert.equal(positive, Number(probability) > threshold ? '1' : '0');
    }
    const mean = (regular: boolean) => {
      const found = lines.filter(([id]) => (Number(id.slice(1)) % 3 === 0) === regular);
      return found.reduce((sum, [, probability]) => sum + Number(probability), 0) / found.length;
    };
    assert.ok(mean(true) > mean(false) + 0.2, 'who buys every week is likelier to come back than who does not');
  });

  it('give the same bytes twice', async () => {
    const told = succeeded(await callScript('train', train(at('again.json'))));
    assert.match(
      told,
      /\ntest: ROC AUC 0\.\d{4}, average precision 0\.\d{4} \(base rate 0\.\d{4}\)\nwrote .*again\.json\n$/,
    );
    assert.ok(isDeepStrictEqual(model('again.json'), model('model.json')), 'two models');
    const score = async (bundle: string, out: string) => {
      succeeded(await callScript('predict', ['--model', bundle, '--file', at('shop.csv'), '--out', out]));
      return readFileSync(out, 'utf8');
    };
    assert.equal(await score(at('again.json'), at('twice.csv')), await score(at('model.json'), at('once.csv')));
  });

  it('score by the past alone', async () => {
    const score = async (name: string, some: readonly ShopRow[]) => {
      writeFileSync(at(name), `who,what,when,paid\n${some.map((row) => row.join(',')).join('\n')}\n`);
      const args = [
        '--model',
        at('model.json'),
        '--file',
        at(name),
        '--at',
        '2024-08-01',
        '--out',
        at(`scores-${name}`),
      ];
      succeeded(await callScript('predict', args));
      return scoresIn(at(`scores-${name}`)).sort();
    };
    const past = rows.filter(([, , when]) => when < '2024-08-01');
    assert.deepEqual(await score('all.csv', rows), await score('past.csv', past));
  });

  it('score customers and items that training never saw, and quote their ids', async () => {
    const extra: ShopRow[] = [
      ['"Smith, ""Ann"""', 'i1', '2024-10-20', '3.00'],
      ['new', 'never-seen', '2024-10-21', '4.00'],
    ];
    writeFileSync(at('new.csv'), `who,what,when,paid\n${[...rows, ...extra].map((row) => row.join(',')).join('\n')}\n`);
    const args = ['--model', at('model.json'), '--file', at('new.csv'), '--out', at('new-scores.csv')];
    succeeded(await callScript('predict', args));
    const lines = readFileSync(at('new-scores.csv'), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 1 + customers.length + 2);
    for (const id of ['"Smith, ""Ann"""', 'new'])
      assert.equal(lines.filter((line) => /^,0\.\d+,[01]$/.test(line.replace(id, ''))).length, 1, id);
  });

  it('ask about each customer and item where the task names items', async () => {
    const task = {
      name: 'horizon',
      items: { mostBought: 3, withinDays: 365 },
      firstTimeOnly: true,
      horizonDays: 30,
    };
    writeFileSync(at('task.json'), JSON.stringify(task));
    const data = ['--file', at('shop.csv'), '--schema', at('schema.json')];
    const out = ['--task', at('task.json'), '--row', 'logistic', '--out', at('items.json')];
    succeeded(await callScript('train', [...data, ...out]));
    succeeded(await callScript('predict', ['--model', at('items.json'), ...data, '--out', at('pairs.csv')]));
    const [header, ...lines] = scoresIn(at('pairs.csv'));
    assert.deepEqual(header, ['customer', 'item', 'probability', 'positive']);
    const { items }: { items: string[] } = model('items.json');
    assert.equal(items.length, 3);
    const had = new Set(rows.map(([who, what]) => `${who} ${what}`));
    const open = customers.flatMap((who) => items.map((what) => `${who} ${what}`)).filter((pair) => !had.has(pair));
    assert.deepEqual(lines.map(([who, what]) => `${who} ${what}`).sort(), open.sort());
    for (const [, , probability] of lines) assert.ok(Number(probability) >= 0 && Number(probability) <= 1);
  });
});
