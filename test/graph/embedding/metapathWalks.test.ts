import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../../src/base/time';
import { MetapathWalker } from '../../../src/graph/embedding/metapathWalks';
import { node2vec, node2vecSchema } from '../../../src/graph/embedding/node2vec';
import { collectWalks, type Walks } from '../../../src/graph/embedding/walks';
import { InteractionGraph } from '../../../src/graph/interactions';
import { relations } from '../../../src/graph/relations';
import { arbitraryLog } from '../../helpers/randomLog';
import { dense, digraphOf, fitOfSteps } from './walkProbabilities';

const OPTIONS = { walksPerNode: 4000, walkLength: 7, seed: 5 };

const FIRST = digraphOf(4, [
  [0, 1, 1],
  [0, 2, 3],
  [0, 3, 0],
  [1, 2, 2],
  [1, 3, 2],
  [2, 0, 1],
  [2, 3, 6],
  [3, 1, 1],
]);
const SECOND = digraphOf(4, [
  [0, 3, 1],
  [1, 0, 5],
  [1, 1, 1],
  [2, 1, 1],
  [2, 2, 2],
  [3, 0, 1],
  [3, 2, 1],
]);

/** The pairs of steps of walks whose second step has this parity, as walks of their own. */
function pairsOfSteps({ nodes, length, count }: Walks, parity: number): Walks {
  const pairs: number[] = [];
  for (let w = 0; w < count; w++)
    for (let s = 2; s < length; s++)
      if (s % 2 === parity && nodes[w * length + s] >= 0)
        pairs.push(...nodes.subarray(w * length + s - 2, w * length + s + 1));
  return { nodes: Int32Array.from(pairs), length: 3, count: pairs.length / 3 };
}

describe('MetapathWalker', () => {
  it('steps by the weights of the relation whose turn it is, whatever came before', () => {
    const walks = collectWalks(new MetapathWalker([FIRST, SECOND], OPTIONS));
    for (const [parity, graph] of [
      [1, FIRST],
      [0, SECOND],
    ] as const) {
      const weight = dense(graph);
      assert.ok(fitOfSteps(pairsOfSteps(walks, parity), 4, (_, v, x) => weight[v][x]) > 1e-4);
    }
    const [first, second] = [FIRST, SECOND].map(dense);
    assert.throws(() => fitOfSteps(pairsOfSteps(walks, 1), 4, (_, v, x) => second[v][x]), /cannot be/);
    const even = fitOfSteps(pairsOfSteps(walks, 1), 4, (_, v, x) => Math.sign(first[v][x]));
    assert.ok(even < 1e-10, 'equal weights are told apart');
  });

  it('starts at every node equally often, each walk the same in any batch', () => {
    const walker = new MetapathWalker([FIRST, SECOND], { ...OPTIONS, walksPerNode: 3 });
    const { nodes, length } = collectWalks(walker);
    for (let w = 0; w < walker.count; w++) {
      assert.equal(nodes[w * length], w % 4);
      assert.deepEqual(walker.batch(w, w + 1), nodes.subarray(w * length, (w + 1) * length));
    }
  });

  it('follows relations in turn, directed ones in their direction, until there is none', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const graph = new InteractionGraph(log.before(20 * DAY));
        const path = ['purchases', 'next-basket', 'purchases'].map((name) => relations.reference().parse(name));
        const [purchases, next] = ['purchases', 'next-basket'].map((name) => {
          const relation = relations.get(name);
          return dense(relation.build(graph, relation.options.parse({})).adjacency);
        });
        const { nodes, length, count } = collectWalks(
          MetapathWalker.along(graph, path, { ...OPTIONS, walksPerNode: 3 }),
        );
        for (let w = 0; w < count; w++)
          for (let s = 1; s < length; s++) {
            const [from, to] = nodes.subarray(w * length + s - 1, w * length + s + 1);
            if (from < 0) break;
            // The adjacency's row is who receives.
            const leads = (x: number) => ((s - 1) % 3 === 1 ? next[x][from] : purchases[from][x]) > 0;
            if (to >= 0) assert.ok(leads(to));
            else assert.ok(!nodes.slice(0, graph.nodeCount).some((_, x) => leads(x)));
          }
      }),
      { numRuns: 30 },
    );
  });

  it('gives node2vec an embedding of its own, and takes neither p and q nor time', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const graph = new InteractionGraph(log.before(20 * DAY));
        const vectors = node2vec(graph, { dimensions: 4, metapath: ['purchases', 'co-basket', 'purchases'] }, 0);
        assert.equal(vectors.length, 4 * graph.nodeCount);
        assert.ok(vectors.every(Number.isFinite));
      }),
      { numRuns: 3 },
    );
    for (const other of [{ temporal: true }, { q: 2 }])
      assert.throws(() => node2vecSchema.parse({ metapath: ['purchases'], ...other }), /metapath need p = 1 and q = 1/);
  });
});
