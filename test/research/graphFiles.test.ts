import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGraph } from '../../src/graph/exchange/files';
import { callScript } from '../helpers/script';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('graphs and vectors for other programs', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  /** Six customers who buy two of four items, at two times each. */
  function shop(): string[] {
    const rows = Array.from({ length: 6 }, (_, c) =>
      [0, 1].map((i) => `c${c},item ${(c + i) % 4},2024-01-0${1 + i + c},${1 + i}`),
    ).flat();
    writeFileSync(at('shop.csv'), ['customer,item,time,amount', ...rows, ''].join('\n'));
    writeFileSync(
      at('schema.json'),
      '{"customer":"customer","item":"item","time":{"column":"time"},"amount":"amount"}',
    );
    return ['--file', at('shop.csv'), '--schema', at('schema.json')];
  }

  it('are written with every relation asked for, and drawn again', async () => {
    const data = shop();
    for (const ending of ['gexf', 'graphml']) {
      const out = at(`shop.${ending}`);
      const args = [out, ...data, '--relations', 'purchases', 'next-basket'];
      const { code, stdout, stderr } = await callScript('export', args);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /^10 nodes, \d+ edges\nwrote /);
      const graph = readGraph(out);
      assert.equal(graph.filterEdges((_, { relation }) => relation === 'purchases').length, 12);
      assert.deepEqual(
        graph.filterDirectedEdges(() => true).map((edge) => graph.getEdgeAttribute(edge, 'relation')),
        new Array(4).fill('next-basket'),
      );
      const drawn = await callScript('visualize', ['--graph', out, '--out', at(ending)]);
      assert.deepEqual([drawn.code, drawn.stderr], [0, '']);
      assert.deepEqual(readdirSync(at(ending)).sort(), ['shop.html', 'shop.png', 'shop.svg']);
      assert.match(readFileSync(at(`${ending}/shop.html`), 'utf8'), /"name":"item 3"/);
    }
  });

  it('tell of hubs that were cut', async () => {
    const rows = Array.from({ length: 1002 }, (_, i) => `ann,item ${i},2024-01-01,1`);
    writeFileSync(at('hub.csv'), ['customer,item,time,amount', ...rows, ''].join('\n'));
    shop();
    const args = ['--file', at('hub.csv'), '--schema', at('schema.json'), '--relations', 'item-projection'];
    const { stdout } = await callScript('export', [at('hub.gexf'), ...args]);
    assert.match(stdout, /^item-projection: of 1 customer with more than 1,000 ties only the latest count\n/);
  });

  it('are written as vectors, of options that node2vec has', async () => {
    const data = shop();
    const { code, stderr } = await callScript('embed', [at('vectors.txt'), ...data, '--set', 'dimensions=3']);
    assert.deepEqual([code, stderr], [0, '']);
    const [head, ...lines] = readFileSync(at('vectors.txt'), 'utf8').trimEnd().split('\n');
    assert.equal(head, '10 3');
    assert.deepEqual(
      lines.map((line) => line.split(' ')[0]),
      [...[0, 1, 2, 3, 4, 5].map((c) => `customer:c${c}`), ...[0, 1, 2, 3].map((i) => `item:item%20${i}`)],
    );
  });

  const refused: [name: string, args: () => string[], expected: RegExp][] = [
    ['export', () => [at('out.dot'), ...shop()], /out\.dot: .*; expected a name that ends in \.gexf or \.graphml\n$/],
    [
      'export',
      () => [at('out.gexf'), ...shop(), '--relations', 'friends'],
      /^error: unknown relation "friends"; expected one of purchases, .*\n$/,
    ],
    [
      'export',
      () => [at('out.gexf'), ...shop(), '--relations', 'purchases', 'purchases'],
      /^error: --relations: "purchases" stands twice; .*\n$/,
    ],
    ['embed', () => [at('out.npy'), ...shop()], /out\.npy: .*; expected a name that ends in \.csv, .*\n$/],
    [
      'embed',
      () => [at('out.csv'), ...shop(), '--set', 'dimension=3'],
      /^error: --set: unknown key "dimension"; there are dimensions, .*\n$/,
    ],
    ['visualize', () => ['--graph', at('none.gexf')], /none\.gexf: no such file\n$/],
    [
      'visualize',
      () => ['--graph', at('shop.gexf'), ...shop()],
      /^error: --graph: .*; expected --graph or --file alone\n$/,
    ],
  ];
  for (const [name, args, expected] of refused)
    it(`refuses ${name} with ${expected.source}`, async () => {
      const { code, stderr } = await callScript(name, args());
      assert.match(stderr, expected);
      assert.equal(code, 2);
      assert.ok(!existsSync(at('out.gexf')) && !existsSync(at('out.csv')));
    });
});
