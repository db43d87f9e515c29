import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder } from '../../bench/folder';
import { chart, type Growth, ladder } from '../../bench/growth';
import { writeChart } from '../../src/report/chart';

describe('growth of cost', () => {
  it('is drawn for every work, sizes below', async () => {
    const figures = ['walks', 'skip-gram'].flatMap((work, i) =>
      [1000, 10_000].map((nodes): Growth => {
        const edges = 10 * nodes;
        const microsecondsPerEdge = 3 * (i + 1);
        return { work, nodes, edges, seconds: 1e-6 * microsecondsPerEdge * edges, microsecondsPerEdge, memory: 150 };
      }),
    );
    await inFolder(async (folder) => {
      const [svg] = await writeChart(chart(figures), join(folder, 'growth'));
      const texts = [...readFileSync(svg, 'utf8').matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text);
      for (const text of ['walks', 'skip-gram', '10k', '100k', '2', '5', '10', '100', '200', 'microseconds per edge'])
        assert.ok(texts.includes(text), `${text} among ${texts}`);
    });
  });

  it('has ticks that enclose the figures', () => {
    assert.deepEqual(ladder([0.3, 7]), [0.2, 0.5, 1, 2, 5, 10]);
    assert.deepEqual(ladder([2, 5]), [2, 5]);
  });
});
