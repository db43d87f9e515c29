import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drawing } from '../../src/report/graph/drawing';
import { callScript } from '../helpers/script';
import { temporaryFolder } from '../helpers/temporaryFolder';

describe('visualize', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  /** Customers of two tastes; the name of the first item is a trap for the page and for the picture. */
  function writeShop(name: string): string[] {
    const rows = Array.from({ length: 12 }, (_, c) =>
      [0, 1, 2, 3].map((i) => {
        const item = (c % 2) * 4 + i;
        return `c${c},i${item},${item === 0 ? '</script>\u000b{{data}}' : `item ${item}`},2024-01-0${(i % 9) + 1},1`;
      }),
    ).flat();
    writeFileSync(at(name), ['customer,item,name,time,amount', ...rows, ''].join('\n'));
    writeFileSync(
      at('schema.json'),
      '{"customer":"customer","item":"item","itemName":"name","time":{"column":"time"},"amount":"amount"}',
    );
    return ['--file', at(name), '--schema', at('schema.json'), '--out', at('graphs')];
  }

  const drawingOf = (page: string): Drawing =>
    JSON.parse(/<script id="data" type="application\/json">(.*?)<\/script>/s.exec(readFileSync(page, 'utf8'))![1]);

  it('writes page and pictures of every view, whatever file and items are called', async () => {
    const args = writeShop('{{data}}.csv');
    for (const view of ['items', 'customers', 'bipartite']) {
      const { code, stderr } = await callScript('visualize', [...args, '--view', view]);
      assert.deepEqual([code, stderr], [0, '']);
    }
    const names = ['{{data}}', '{{data}}-bipartite', '{{data}}-customers'];
    assert.deepEqual(
      readdirSync(at('graphs')).sort(),
      names.flatMap((name) => ['html', 'png', 'svg'].map((ending) => `${name}.${ending}`)).sort(),
    );
    const kinds = names.map((name) => {
      const { title, nodes, communities } = drawingOf(at(`graphs/${name}.html`));
      assert.ok(title.endsWith(': {{data}}'), title);
      assert.equal(communities.length, 2);
      return ['item', 'customer'].map((kind) => nodes.filter((node) => node.kind === kind).length);
    });
    assert.deepEqual(kinds, [
      [8, 0],
      [8, 12],
      [0, 12],
    ]);
    assert.ok(drawingOf(at('graphs/{{data}}.html')).nodes.some(({ name }) => name === '</script> {{data}}'));
  });

  it('refuses more nodes than can be laid out', async () => {
    for (const [args, told] of [
      [['--items', '20001'], '--items: 20,001 nodes cannot be laid out; expected at most 20,000'],
      [
        ['--view', 'customers', '--customers', '1000000'],
        '--customers: 1,000,000 nodes cannot be laid out; expected at most 20,000',
      ],
      [
        ['--view', 'bipartite', '--items', '15000', '--customers', '6000'],
        '--items and --customers: 21,000 nodes cannot be laid out; expected at most 20,000 together',
      ],
    ] as const) {
      const { code, stderr } = await callScript('visualize', args);
      assert.deepEqual([code, stderr], [2, `error: ${told}\n`]);
    }
  });
});
