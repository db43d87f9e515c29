import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { powerLawGraph } from '../../../bench/graphs';
import type { Csr } from '../../../src/base/csr';
import { InputError } from '../../../src/base/errors';
import {
  collectWalks,
  randomWalks,
  storedWalks,
  Walker,
  type WalkOptions,
  type Walks,
} from '../../../src/graph/embedding/walks';
import { ownKernels } from '../../../src/kernels/compiled';
import { chiSquareP, dense, digraphOf, type Edge, fitOfSteps, graphOf } from './walkProbabilities';

const unit = ([i, j]: Edge): Edge => [i, j, 1];
const TRIANGLES: Edge[] = [
  [0, 1, 1],
  [0, 2, 3],
  [1, 2, 0.5],
  [1, 3, 2],
  [2, 3, 1],
  [3, 4, 4],
  [4, 5, 1],
  [2, 5, 2],
];
const BIPARTITE: Edge[] = [
  [0, 3, 1],
  [0, 4, 3],
  [1, 3, 0.5],
  [1, 5, 2],
  [2, 4, 1],
  [2, 5, 4],
  [2, 3, 2],
];
/** Some with a way back, some without. */
const DIRECTED: Edge[] = [
  [0, 1, 2],
  [1, 0, 0.5],
  [0, 2, 1],
  [2, 0, 3],
  [1, 2, 4],
  [2, 3, 1],
  [3, 1, 2],
  [3, 4, 1],
  [4, 0, 1],
  [4, 3, 0.25],
  [4, 5, 2],
  [5, 2, 1],
];
const LOOPS: Edge[] = [...TRIANGLES, [0, 0, 2], [3, 3, 1], [5, 5, 0.5]];
/** Of 1 and of 3 edges, some of them unlike, in no order. */
const PARALLEL: Edge[] = [[3, 4, 1], ...TRIANGLES, [1, 0, 2], [2, 3, 0], [3, 4, 0.5], [2, 0, 3], [1, 4, 0]];

const GRAPHS = [
  { name: 'with triangles', graph: graphOf(6, TRIANGLES.map(unit)), bipartite: false },
  { name: 'with triangles and weights', graph: graphOf(6, TRIANGLES), bipartite: false },
  { name: 'directed', graph: digraphOf(6, DIRECTED.map(unit)), bipartite: false },
  { name: 'directed with weights', graph: digraphOf(6, DIRECTED), bipartite: false },
  { name: 'with self-loops', graph: graphOf(6, LOOPS), bipartite: false },
  { name: 'with parallel edges', graph: graphOf(6, PARALLEL), bipartite: false },
  { name: 'bipartite', graph: graphOf(6, BIPARTITE.map(unit)), bipartite: true },
  { name: 'bipartite with weights', graph: graphOf(6, BIPARTITE), bipartite: true },
];
const BIASES = [
  { p: 1, q: 1 },
  { p: 0.5, q: 2 },
  { p: 4, q: 0.25 },
  { p: 0.2, q: 0.5 },
  { p: 3, q: 2 },
  { p: 0.4, q: 1 },
];

/** How well walks fit the exact probabilities for p and q. */
function fit(walks: Walks, graph: Csr, p: number, q: number): number {
  const weight = dense(graph);
  return fitOfSteps(walks, graph.rows, (t, v, x) =>
    x === t ? weight[v][x] / p : weight[t][x] > 0 ? weight[v][x] : weight[v][x] / q,
  );
}

describe('randomWalks', () => {
  it('the χ² distribution used here has the tabulated quantiles', () => {
    for (const [x, k, p] of [
      [18.307, 10, 0.05],
      [29.588, 10, 0.001],
      [59.703, 30, 0.001],
    ])
      assert.ok(Math.abs(chiSquareP(x, k) / p - 1) < 0.1, `${chiSquareP(x, k)} for ${p}`);
  });

  for (const { name, graph, bipartite } of GRAPHS)
    for (const { p, q } of BIASES)
      it(`steps with the probabilities of node2vec: p = ${p}, q = ${q}, ${name}`, () => {
        const walks = randomWalks(graph, { walksPerNode: 400, walkLength: 20, p, q, bipartite, seed: 7 });
        assert.ok(fit(walks, graph, p, q) > 1e-4, `p-value ${fit(walks, graph, p, q)}`);
        assert.ok(fit(walks, graph, p, q * 1.5) < 1e-10, 'another q is told apart');
        assert.ok(fit(walks, graph, p * 1.5, q) < 1e-10, 'another p is told apart');
      });

  it('the first step goes by weight alone', () => {
    const { graph } = GRAPHS[1];
    const weight = dense(graph);
    const walks = randomWalks(graph, { walksPerNode: 20_000, walkLength: 2, p: 4, q: 0.25, seed: 3 });
    const seen = weight.map((row) => row.map(() => 0));
    for (let w = 0; w < walks.count; w++) seen[walks.nodes[2 * w]][walks.nodes[2 * w + 1]]++;
    let statistic = 0;
    let freedom = 0;
    weight.forEach((row, i) => {
      const sum = row.reduce((a, b) => a + b, 0);
      freedom += row.filter((w) => w > 0).length - 1;
      row.forEach((w, j) => {
        if (w > 0) statistic += (seen[i][j] - (20_000 * w) / sum) ** 2 / ((20_000 * w) / sum);
      });
    });
    assert.ok(chiSquareP(statistic, freedom) > 1e-4);
  });

  const arbitraryEdges = fc.uniqueArray(fc.tuple(fc.nat(8), fc.nat(8), fc.integer({ min: 0, max: 3 })), {
    selector: ([i, j]) => `${Math.min(i, j)}/${Math.max(i, j)}`,
    maxLength: 16,
  });

  it('starts at every node equally often, keeps to the edges and stops only where none leads on', () => {
    fc.assert(
      fc.property(arbitraryEdges, fc.constantFrom(...BIASES), fc.nat(), (edges, bias, seed) => {
        const graph = graphOf(
          9,
          edges.filter(([i, j]) => i !== j),
        );
        const weight = dense(graph);
        const walks = randomWalks(graph, { walksPerNode: 2, walkLength: 6, ...bias, seed });
        assert.equal(walks.count, 18);
        const starts = new Array<number>(9).fill(0);
        for (let w = 0; w < walks.count; w++) {
          const nodes = walks.nodes.subarray(6 * w, 6 * w + 6);
          starts[nodes[0]]++;
          if (!weight[nodes[0]].some((x) => x > 0)) assert.deepEqual([...nodes.subarray(1)], [-1, -1, -1, -1, -1]);
          else for (let s = 1; s < 6; s++) assert.ok(weight[nodes[s - 1]][nodes[s]] > 0, `${nodes}`);
        }
        assert.ok(starts.every((count) => count === 2));
      }),
    );
  });

  it('is the same bits for the same seed, and other walks for another', () => {
    const of = (seed: number) =>
      randomWalks(GRAPHS[1].graph, { walksPerNode: 5, walkLength: 10, p: 0.5, q: 2, seed }).nodes;
    assert.deepEqual(of(1), of(1));
    assert.notDeepEqual(of(1), of(2));
  });

  it('of first order are the bits that committed results rest on', () => {
    const graph = powerLawGraph(500, 3000, 1);
    const hashOf = (values: Float32Array) => {
      const options = { walksPerNode: 3, walkLength: 15, p: 1, q: 1, seed: 5 };
      const { nodes } = randomWalks({ ...graph, values }, options);
      return createHash('sha256').update(nodes).digest('hex').slice(0, 16);
    };
    assert.equal(hashOf(graph.values), '3563cbaff94b2730');
    assert.equal(hashOf(graph.values.map(() => 1)), '41a1d3f86bb26a99');
  });

  const compared = [...GRAPHS, { name: 'of 500 nodes', graph: powerLawGraph(500, 3000, 1), bipartite: false }];
  for (const { name, graph, bipartite } of compared)
    it(`compiled, on one thread and on several, and plain take the same walks: ${name}`, function () {
      const one = ownKernels();
      const several = ownKernels(3);
      if (!one || !several) return this.skip();
      for (const bias of BIASES) {
        const options = { walksPerNode: 7, walkLength: 13, ...bias, seed: 3, bipartite };
        const plain = collectWalks(new Walker(graph, options, null));
        assert.deepEqual(collectWalks(new Walker(graph, options, one)), plain);
        assert.deepEqual(collectWalks(new Walker(graph, options, several)), plain);
      }
    });

  it('gives the same walks portion by portion, in whatever order and sizes', () => {
    const { graph } = GRAPHS[1];
    const options = { walksPerNode: 7, walkLength: 13, p: 0.5, q: 2, seed: 3 };
    const all = randomWalks(graph, options);
    const sources = [new Walker(graph, options), new Walker(graph, options, null), storedWalks(all)];
    for (const source of sources) {
      assert.deepEqual([source.count, source.length], [42, 13]);
      for (const [first, end] of [
        [40, 42],
        [0, 1],
        [3, 30],
        [5, 5],
        [1, 9],
      ])
        assert.deepEqual(Array.from(source.batch(first, end)), Array.from(all.nodes.subarray(13 * first, 13 * end)));
    }
  });

  describe('at the edges', () => {
    const take = (graph: Csr, options: Partial<WalkOptions> = {}) => {
      const all = { walksPerNode: 2, walkLength: 4, p: 1, q: 1, seed: 1, ...options };
      const walks = randomWalks(graph, all);
      assert.deepEqual(collectWalks(new Walker(graph, all, null)), walks);
      const { nodes, count, length } = walks;
      return Array.from({ length: count }, (_, w) => Array.from(nodes.subarray(w * length, (w + 1) * length)));
    };

    for (const bias of BIASES) {
      it(`no nodes, no edges, isolated nodes, edges of weight 0: p = ${bias.p}, q = ${bias.q}`, () => {
        assert.deepEqual(take(graphOf(0, []), bias), []);
        const alone = [0, 1, 0, 1].map((node) => [node, -1, -1, -1]);
        assert.deepEqual(take(graphOf(2, []), bias), alone);
        assert.deepEqual(take(graphOf(2, [[0, 1, 0]]), bias), alone);
        const pair = graphOf(4, [
          [1, 3, 2],
          [0, 3, 0],
        ]);
        assert.deepEqual(take(pair, { ...bias, walksPerNode: 1 }), [
          [0, -1, -1, -1],
          [1, 3, 1, 3],
          [2, -1, -1, -1],
          [3, 1, 3, 1],
        ]);
      });

      it(`a node's own loop, and a path that leads nowhere: p = ${bias.p}, q = ${bias.q}`, () => {
        assert.deepEqual(take(digraphOf(1, [[0, 0, 3]]), { ...bias, walksPerNode: 1 }), [[0, 0, 0, 0]]);
        const path = digraphOf(3, [
          [0, 1, 1],
          [1, 2, 5],
        ]);
        assert.deepEqual(take(path, { ...bias, walksPerNode: 1 }), [
          [0, 1, 2, -1],
          [1, 2, -1, -1],
          [2, -1, -1, -1],
        ]);
      });

      it(`walks of one node: p = ${bias.p}, q = ${bias.q}`, () => {
        assert.deepEqual(take(graphOf(2, [[0, 1, 1]]), { ...bias, walkLength: 1 }), [[0], [1], [0], [1]]);
      });
    }

    it('more threads than walks', function () {
      const kernels = ownKernels(5);
      if (!kernels) this.skip();
      const options = { walksPerNode: 1, walkLength: 9, p: 0.5, q: 2, seed: 1 };
      const graph = graphOf(3, [[0, 2, 1]]);
      assert.deepEqual(collectWalks(new Walker(graph, options, kernels)), randomWalks(graph, options));
    });

    for (const weight of [-1, NaN, Infinity])
      it(`refuses a weight of ${weight}, naming node and weight`, () => {
        const graph = graphOf(3, [
          [0, 1, 1],
          [1, 2, 2],
        ]);
        graph.values[2] = weight;
        for (const q of [1, 2])
          assert.throws(
            () => take(graph, { q }),
            (error) => error instanceof InputError && error.message.includes(`node 1 weighs ${weight}`),
          );
      });

    for (const walkLength of [0, -1, 1.5, NaN])
      it(`refuses walks of ${walkLength} nodes`, () => {
        assert.throws(() => take(graphOf(2, []), { walkLength }), InputError);
      });

    for (const wrong of [0, -1, NaN, Infinity])
      it(`refuses p or q of ${wrong}`, () => {
        assert.throws(() => take(graphOf(2, []), { p: wrong }), InputError);
        assert.throws(() => take(graphOf(2, []), { q: wrong }), InputError);
      });
  });
});
