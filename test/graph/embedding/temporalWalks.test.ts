import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Csr } from '../../../src/base/csr';
import { InputError } from '../../../src/base/errors';
import { TemporalWalker } from '../../../src/graph/embedding/temporalWalks';
import { collectWalks, type Walks } from '../../../src/graph/embedding/walks';
import { ownKernels } from '../../../src/kernels/compiled';
import { chiSquareP, dense, digraphOf, type Edge, fitOfSteps, graphOf } from './walkProbabilities';

/** Edges of weights 1 … 7 and the times at which they are; some at once. */
const EDGES: Edge[] = [
  [0, 1, 1],
  [0, 2, 7],
  [1, 2, 2],
  [1, 3, 4],
  [2, 3, 1],
  [3, 4, 5],
  [2, 4, 3],
  [4, 5, 1],
  [3, 5, 2],
];
const TIMES = [3, 1, 3, 5, 2, 2, 4, 6, 4];

/** The graph with edge k at times[k], either way, and the times of its entries. */
function timed(nodes: number, edges: readonly Edge[], times: readonly number[]): [Csr, Float64Array] {
  const graph = graphOf(nodes, edges);
  const clock = graphOf(
    nodes,
    edges.map(([i, j], k): Edge => [i, j, times[k]]),
  );
  return [graph, Float64Array.from(clock.values)];
}

const [WEIGHTED, CLOCK] = timed(6, EDGES, TIMES);
const EVEN = { ...WEIGHTED, values: WEIGHTED.values.map(() => 1) };
const OPTIONS = { walksPerNode: 5000, walkLength: 6, seed: 3 };

const walksOf = (graph: Csr, times: Float64Array, options = OPTIONS) =>
  collectWalks(new TemporalWalker(graph, times, options));

describe('TemporalWalker', () => {
  for (const [name, graph] of [
    ['with weights', WEIGHTED],
    ['without weights', EVEN],
  ] as const) {
    const weight = dense(graph);
    const time = dense({ ...graph, values: Float32Array.from(CLOCK) });

    it(`steps by weight to edges that are not earlier, ${name}`, () => {
      const walks = walksOf(graph, CLOCK);
      const fit = (late: (before: number, after: number) => boolean) =>
        fitOfSteps(walks, 6, (t, v, x) => (late(time[t][v], time[v][x]) ? weight[v][x] : 0));
      assert.ok(fit((before, after) => before <= after) > 1e-4);
      assert.throws(() => fit((before, after) => before < after), /cannot be/, 'equal times do follow each other');
      assert.ok(fit(() => true) < 1e-10, 'walks without times are told apart');
    });

    it(`first takes any edge by weight, ${name}`, () => {
      const { nodes, count, length } = walksOf(graph, CLOCK);
      const seen = weight.map((row) => row.map(() => 0));
      for (let w = 0; w < count; w++) seen[nodes[w * length]][nodes[w * length + 1]]++;
      let statistic = 0;
      let freedom = 0;
      weight.forEach((row, i) => {
        const sum = row.reduce((a, b) => a + b, 0);
        freedom += row.filter((w) => w > 0).length - 1;
        row.forEach((w, j) => {
          const expected = (OPTIONS.walksPerNode * w) / sum;
          if (w > 0) statistic += (seen[i][j] - expected) ** 2 / expected;
          else assert.equal(seen[i][j], 0);
        });
      });
      assert.ok(chiSquareP(statistic, freedom) > 1e-4);
    });

    it(`compiled, on one thread and on several, and plain take the same walks, ${name}`, function () {
      const options = { walksPerNode: 30, walkLength: 9, seed: 4 };
      const plain = collectWalks(new TemporalWalker(graph, CLOCK, options, null));
      for (const threads of [1, 3]) {
        const kernels = ownKernels(threads);
        if (!kernels) return this.skip();
        assert.deepEqual(collectWalks(new TemporalWalker(graph, CLOCK, options, kernels)), plain);
      }
    });
  }

  const arbitraryEdges = fc.uniqueArray(
    fc.tuple(fc.nat(8), fc.nat(8), fc.integer({ min: 0, max: 3 }), fc.integer({ min: -3, max: 3 })),
    { selector: ([i, j]) => `${Math.min(i, j)}/${Math.max(i, j)}`, maxLength: 20 },
  );

  it('time never decreases, and a walk ends where all edges are earlier', () => {
    fc.assert(
      fc.property(arbitraryEdges, fc.nat(), (timedEdges, seed) => {
        const [graph, times] = timed(
          9,
          timedEdges.map(([i, j, w]): Edge => [i, j, w]),
          timedEdges.map(([, , , at]) => at),
        );
        const weight = dense(graph);
        const time = dense({ ...graph, values: Float32Array.from(times) });
        const options = { walksPerNode: 2, walkLength: 6, seed };
        const walks: Walks = walksOf(graph, times, options);
        assert.deepEqual(collectWalks(new TemporalWalker(graph, times, options, null)), walks);
        for (let w = 0; w < walks.count; w++) {
          const nodes = Array.from(walks.nodes.subarray(6 * w, 6 * w + 6)).filter((node) => node >= 0);
          assert.equal(nodes[0], w % 9);
          let now = -Infinity;
          for (let s = 1; s < nodes.length; s++) {
            const [from, to] = [nodes[s - 1], nodes[s]];
            assert.ok(weight[from][to] > 0 && time[from][to] >= now, `${nodes}`);
            now = time[from][to];
          }
          const last = nodes[nodes.length - 1];
          if (nodes.length < 6) assert.ok(weight[last].every((each, to) => each === 0 || time[last][to] < now));
        }
      }),
    );
  });

  it('tells parallel edges apart by their times', () => {
    const graph = digraphOf(3, [
      [0, 1, 1],
      [0, 1, 3],
      [1, 2, 1],
    ]);
    const { nodes } = walksOf(graph, Float64Array.of(1, 5, 3), { walksPerNode: 8000, walkLength: 3, seed: 1 });
    let onward = 0;
    for (let w = 0; w < nodes.length; w += 9) if (nodes[w + 2] === 2) onward++;
    assert.ok(Math.abs(onward / 8000 - 1 / 4) < 0.025, `${onward}`);
  });

  it('of one node, and on graphs without nodes or edges', () => {
    const take = (graph: Csr, walkLength: number) =>
      Array.from(walksOf(graph, new Float64Array(graph.values.length), { walksPerNode: 1, walkLength, seed: 1 }).nodes);
    assert.deepEqual(take(EVEN, 1), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(take(graphOf(0, []), 3), []);
    assert.deepEqual(take(graphOf(2, [[0, 1, 0]]), 3), [0, -1, -1, 1, -1, -1]);
    assert.deepEqual(take(graphOf(2, [[1, 1, 2]]), 3), [0, -1, -1, 1, 1, 1]);
    assert.throws(() => take(EVEN, 0), InputError);
  });

  it('refuses times that are not finite, and weights', () => {
    assert.throws(() => walksOf(EVEN, CLOCK.with(2, NaN)), InputError);
    assert.throws(() => walksOf({ ...EVEN, values: EVEN.values.with(2, -1) }, CLOCK), /node 1 weighs -1/);
    assert.throws(() => walksOf(EVEN, CLOCK.slice(1)), /17 times/);
  });
});
