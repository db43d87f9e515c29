import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { Controls } from '../../src/data/controls/controls';
import { InteractionGraph } from '../../src/graph/interactions';
import { arbitraryLog, arbitraryTime, logOf } from '../helpers/randomLog';

/** Edges by the history's numbers, counted event by event. */
function edgesOf(log: ReturnType<typeof logOf>, time: number, windowDays = Number.POSITIVE_INFINITY) {
  const { customer, item, times, size } = log.before(time);
  const edges = new Map<string, { weight: number; last: number }>();
  for (let e = 0; e < size; e++) {
    if (times[e] < time - windowDays * DAY) continue;
    const key = `${customer[e]}/${item[e]}`;
    const edge = edges.get(key) ?? { weight: 0, last: 0 };
    edges.set(key, { weight: edge.weight + 1, last: times[e] });
  }
  return edges;
}

const rewired = (seed: number) => new Controls([{ name: 'rewire-edges' }], seed);

describe('InteractionGraph', () => {
  it('has one edge for each customer and item that met in the window', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryTime, fc.constantFrom(undefined, 2), (log, time, windowDays) => {
        const graph = new InteractionGraph(log.before(time), { windowDays });
        const expected = edgesOf(log, time, windowDays);
        assert.equal(graph.edgeCount, expected.size);
        const C = graph.customers.length;
        for (let e = 0; e < graph.edgeCount; e++) {
          const key = `${graph.customers[graph.edgeCustomer[e]]}/${graph.items[graph.edgeItem[e] - C]}`;
          assert.deepEqual({ weight: graph.edgeWeight[e], last: graph.edgeLast[e] }, expected.get(key));
        }
      }),
    );
  });

  it('its adjacency is symmetric and carries the time of each edge', () => {
    fc.assert(
      fc.property(arbitraryLog, arbitraryTime, (log, time) => {
        const graph = new InteractionGraph(log.before(time));
        const { offsets, columns, values } = graph.adjacency();
        const last = graph.edgeTimes();
        const entries = new Map<string, [number, number]>();
        for (let i = 0; i < graph.nodeCount; i++)
          for (let e = offsets[i]; e < offsets[i + 1]; e++) entries.set(`${i}/${columns[e]}`, [values[e], last[e]]);
        assert.equal(entries.size, 2 * graph.edgeCount);
        for (let e = 0; e < graph.edgeCount; e++) {
          const [c, i] = [graph.edgeCustomer[e], graph.edgeItem[e]];
          assert.deepEqual(entries.get(`${c}/${i}`), [graph.edgeWeight[e], graph.edgeLast[e]]);
          assert.deepEqual(entries.get(`${i}/${c}`), [graph.edgeWeight[e], graph.edgeLast[e]]);
        }
      }),
    );
  });

  it('rewired, it keeps every degree and no edge stands twice', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.nat(50), (log, seed) => {
        const history = log.before(20 * DAY);
        const real = new InteractionGraph(history);
        const shuffled = new InteractionGraph(history, { controls: rewired(seed) });
        assert.deepEqual(shuffled.customers, real.customers);
        assert.deepEqual(shuffled.items, real.items);
        const degrees = ({ offsets }: { offsets: Int32Array }) => offsets.slice(1).map((end, i) => end - offsets[i]);
        assert.deepEqual(degrees(shuffled.adjacency()), degrees(real.adjacency()));
        const edges = new Set(shuffled.edgeCustomer.map((c, e) => c * shuffled.nodeCount + shuffled.edgeItem[e]));
        assert.equal(edges.size, shuffled.edgeCount);
        assert.deepEqual(new InteractionGraph(history, { controls: rewired(seed) }).edgeItem, shuffled.edgeItem);
      }),
    );
  });

  it('rewired, all graphs with its degrees come up equally often', () => {
    // Three customers with one item each of three: six graphs.
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['bob', 'jam', 1, 1],
      ['cid', 'oil', 2, 1],
    ]);
    const counts = new Map<string, number>();
    const draws = 3000;
    for (let seed = 0; seed < draws; seed++) {
      const key = new InteractionGraph(log.before(DAY), { controls: rewired(seed) }).edgeItem.join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const expected = draws / 6;
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    assert.equal(counts.size, 6);
    // 99.9 % quantile of χ² with 5 degrees of freedom
    assert.ok(chiSquare < 20.5, `${chiSquare}`);
  });

  it('weighs old events less by their half-life', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['ann', 'tea', 10 * DAY, 1],
    ]);
    const graph = new InteractionGraph(log.before(20 * DAY), { halfLifeDays: 10 });
    assert.ok(Math.abs(graph.edgeWeight[0] - 0.75) < 1e-6);
  });

  it('gives Graphology the same nodes and edges', () => {
    fc.assert(
      fc.property(arbitraryLog, (log) => {
        const graph = new InteractionGraph(log.before(20 * DAY));
        const graphology = graph.toGraphology();
        assert.equal(graphology.order, graph.nodeCount);
        assert.equal(graphology.size, graph.edgeCount);
        graphology.forEachEdge((_, { weight }, source, target) => {
          const [c, i] = [Number(source.slice(1)), Number(target.slice(1))];
          assert.equal(weight, edgesOf(log, 20 * DAY).get(`${c}/${i}`)!.weight);
        });
      }),
      { numRuns: 30 },
    );
  });
});
