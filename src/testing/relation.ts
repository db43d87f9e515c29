import assert from 'node:assert/strict';
import { transpose } from '../base/csr';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { InteractionGraph } from '../graph/interactions';
import type { Relation, Ties } from '../graph/relations/relation';
import { type Check, defineLaws } from './laws';
import { logOf, randomRows, randomTwins } from './logs';

const LOGS = 40;

/** Laws of relations between customers and items. */
export const relationLaws = defineLaws<Relation>({
  'a matrix of the nodes, each edge once, with a weight above 0, a count, a past time and a type': onGraphs(
    (graph, { adjacency, counts, times, types }, relation) => {
      const { rows, cols, offsets, columns, values } = adjacency;
      assert.deepEqual([rows, cols, offsets.length], [graph.nodeCount, graph.nodeCount, graph.nodeCount + 1]);
      assert.deepEqual([counts.length, times.length], [columns.length, columns.length]);
      for (let i = 0; i < rows; i++) {
        const row = columns.slice(offsets[i], offsets[i + 1]);
        assert.equal(new Set(row).size, row.length, `an edge to node ${i} stands twice`);
        assert.ok(!row.includes(i), `node ${i} is tied to itself`);
      }
      assert.ok(
        values.every((value) => value > 0 && Number.isFinite(value)),
        'a weight is not above 0',
      );
      assert.ok(
        counts.every((count) => count >= 1),
        'nothing stands behind an edge',
      );
      assert.ok(
        times.every((time) => time < graph.history.time),
        'an edge lies in the future',
      );
      assert.ok(!types || types.every((type) => type < relation.types), `a type is not below ${relation.types}`);
    },
  ),

  'edges are between whom it says': onGraphs((graph, { adjacency }, relation) => {
    const C = graph.customers.length;
    for (let i = 0; i < adjacency.rows; i++)
      for (let e = adjacency.offsets[i]; e < adjacency.offsets[i + 1]; e++) {
        const customers = [i, adjacency.columns[e]].filter((node) => node < C).length;
        assert.equal(customers, { customers: 2, items: 0, 'customers and items': 1 }[relation.between]);
      }
  }),

  'both ends know of an edge without a direction, and know the same': onGraphs(
    (_, { adjacency, counts, times }, relation) => {
      if (relation.isDirected) return;
      const { origin, ...back } = transpose(adjacency);
      const entries = (one: typeof adjacency, from: (e: number) => number) =>
        Array.from({ length: one.rows }, (_row, i) =>
          Array.from(one.columns.slice(one.offsets[i], one.offsets[i + 1]), (column, at) => {
            const e = from(one.offsets[i] + at);
            return [column, adjacency.values[e], counts[e], times[e]].join();
          }).sort(),
        );
      assert.deepEqual(
        entries(back, (e) => origin[e]),
        entries(adjacency, (e) => e),
      );
    },
  ),

  'nothing is known of what comes at or after the time': (relation, given) => {
    const random = new Random(2);
    for (let i = 0; i < LOGS; i++) {
      const { log, twin, time } = randomTwins(random);
      const [ties, others] = [log, twin].map((one) => build(relation, given, new InteractionGraph(one.before(time))));
      assert.deepEqual(others, ties);
    }
  },
});

/** A check on the graphs of random logs. */
function onGraphs(check: (graph: InteractionGraph, ties: Ties, relation: Relation) => void): Check<Relation> {
  return (relation, given) => {
    const random = new Random(1);
    for (let i = 0; i < LOGS; i++) {
      const graph = new InteractionGraph(logOf(randomRows(random, 1 + random.int(60))).before(20 * DAY));
      check(graph, build(relation, given, graph), relation);
    }
  };
}

function build(relation: Relation, given: Parameters<Check<Relation>>[1], graph: InteractionGraph): Ties {
  return relation.build(graph, relation.options.parse(given ?? {}));
}
