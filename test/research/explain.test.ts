import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useCache } from '../../src/base/cache';
import { callScript } from '../helpers/script';
import { writeShop } from '../helpers/shopFiles';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('npm run explain', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  before(async () => {
    writeShop(folder());
    for (const row of ['boosting', 'fused']) {
      const { code, stderr } = await callScript('train', [
        ...['--file', at('shop.csv'), '--schema', at('schema.json'), '--task', 'repurchase-30d', '--auto-cutoffs'],
        ...['--row', row, '--out', at(`${row}.json`)],
      ]);
      assert.deepEqual([code, stderr], [0, ''], row);
    }
  });
  after(() => useCache(undefined));

  const explain = (row: string, ...more: string[]) =>
    callScript('explain', ['--model', at(`${row}.json`), '--out', at(`of-${row}`), '--examples', '12', ...more]);

  it('explains trees exactly, for one customer and for all', async () => {
    const { code, stderr, stdout } = await explain('boosting', '--repeats', '2');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /wrote .*of-boosting\/index\.html and \d+ files beside it/);
    const page = readFileSync(at('of-boosting/index.html'), 'utf8');
    assert.match(page, /TreeSHAP/);
    for (const file of ['beeswarm.svg', 'waterfall.png', 'importance.svg', 'permutation-importance.csv'])
      assert.ok(existsSync(at(`of-boosting/${file}`)), file);
  });

  it('explains steps, edges and branches of a fused model', async () => {
    const { code, stderr } = await explain('fused', '--repeats', '2');
    assert.deepEqual([code, stderr], [0, '']);
    const page = readFileSync(at('of-fused/index.html'), 'utf8');
    for (const title of [
      'Contributions of inputs',
      'Permutation importance',
      'Branches',
      'Steps of the sequence',
      'Edges of the graph',
    ])
      assert.ok(page.includes(title), title);
  });

  const refused: [what: string, row: string, more: string[], expected: RegExp][] = [
    [
      'a customer that nobody asks about',
      'boosting',
      ['--customer', 'nobody'],
      /^error: .*"nobody"; expected one such as .*\n$/,
    ],
    ['a file that is no model', 'none', [], /^error: .*none\.json: .*not a Ledgerwalk model.*\n$/],
  ];
  for (const [what, row, more, expected] of refused)
    it(`refuses ${what}, in one line, and writes nothing`, async () => {
      if (row === 'none') writeFileSync(at('none.json'), '{"some":"thing"}');
      const before = readdirSync(folder());
      const { code, stderr } = await callScript('explain', [
        '--model',
        at(`${row}.json`),
        '--out',
        at('nowhere'),
        ...more,
      ]);
      assert.match(stderr, expected);
      assert.equal(code, 2);
      assert.deepEqual(readdirSync(folder()), before);
    });
});
