import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { powerLawGraph, readGraph, writeGraph } from '../../bench/graphs';
import { transpose } from '../../src/base/csr';

describe('graphs of the benches', () => {
  const graph = powerLawGraph(500, 3000, 1);

  it('are undirected, without loops and double edges, columns ascending', () => {
    const { origin, ...transposed } = transpose(graph);
    assert.deepEqual(transposed, graph);
    assert.equal(graph.columns.length, 6000);
    for (let i = 0; i < 500; i++) {
      const row = graph.columns.subarray(graph.offsets[i], graph.offsets[i + 1]);
      assert.ok(row.every((column, k) => column !== i && (k === 0 || row[k - 1] < column)));
    }
  });

  it('have hubs', () => {
    const degrees = Array.from({ length: 500 }, (_, i) => graph.offsets[i + 1] - graph.offsets[i]);
    assert.ok(Math.max(...degrees) > 5 * (6000 / 500));
  });

  it('are read as they were written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledgerwalk-bench-'));
    try {
      writeGraph(graph, folder);
      assert.deepEqual(readGraph(folder), graph);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
