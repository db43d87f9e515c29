import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { node2vec, node2vecSchema } from '../../../src/graph/embedding/node2vec';
import { InteractionGraph } from '../../../src/graph/interactions';
import { logOf, type Row } from '../../helpers/randomLog';

/** Customers of group 0 buy items of group 0 early on and those of group 1 later; group 1 the other way round. */
function changingTastes(): InteractionGraph {
  const random = Random.of(1, 'tastes');
  const rows: Row[] = [];
  for (let customer = 0; customer < 60; customer++)
    for (let k = 0; k < 12; k++) {
      const late = k >= 6;
      const group = late ? 1 - (customer % 2) : customer % 2;
      rows.push([`c${customer}`, `i${group}/${late}/${random.int(10)}`, (late ? 50 : 0) * DAY + k, 1]);
    }
  return new InteractionGraph(logOf(rows).before(100 * DAY));
}

/** Mean cosine of pairs of customers whose taste is and is not the same. */
function agreement(graph: InteractionGraph, vectors: Float32Array, D: number): { same: number; other: number } {
  const C = graph.customers.length;
  const vector = (node: number) => vectors.subarray(node * D, node * D + D);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, d) => sum + x * b[d], 0);
  const sums = { same: 0, other: 0 };
  const counts = { same: 0, other: 0 };
  for (let a = 0; a < C; a++)
    for (let b = 0; b < a; b++) {
      const kind = (graph.customers[a] - graph.customers[b]) % 2 === 0 ? 'same' : 'other';
      sums[kind] += dot(vector(a), vector(b)) / Math.sqrt(dot(vector(a), vector(a)) * dot(vector(b), vector(b)));
      counts[kind]++;
    }
  return { same: sums.same / counts.same, other: sums.other / counts.other };
}

describe('node2vec', () => {
  for (const options of [
    {},
    { weighted: true, p: 0.5, q: 2 },
    { temporal: true },
    { temporal: true, weighted: true },
    { subsample: 0.01, sharedNegatives: true },
  ])
    it(`brings customers of the same taste together: ${JSON.stringify(options)}`, () => {
      const graph = changingTastes();
      const all = node2vecSchema.parse({ dimensions: 8, ...options });
      const vectors = node2vec(graph, all, 1);
      assert.equal(vectors.length, graph.nodeCount * 8);
      const { same, other } = agreement(graph, vectors, 8);
      assert.ok(same > other + 0.5, `${same} against ${other}`);
    });

  it('on temporal walks is another embedding than on others', () => {
    const graph = changingTastes();
    const of = (temporal: boolean) => node2vec(graph, node2vecSchema.parse({ temporal }), 1);
    assert.notDeepEqual(of(true), of(false));
  });

  it('has no p and q for temporal walks', () => {
    assert.throws(() => node2vecSchema.parse({ temporal: true, q: 2 }), /temporal walks need p = 1 and q = 1/);
  });
});
