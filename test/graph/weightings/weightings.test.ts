import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../../src/base/time';
import { InteractionGraph } from '../../../src/graph/interactions';
import { weightings } from '../../../src/graph/weightings';
import { arbitraryLog, logOf } from '../../helpers/randomLog';

function weigh(name: string, graph: InteractionGraph, given: Record<string, unknown> = {}): Float32Array {
  const weighting = weightings.get(name);
  return weighting.weigh(graph, weighting.options.parse(given));
}

/** The weight of each item that somebody bought, by id. */
function byItem(graph: InteractionGraph, weights: Float32Array, customer: number): Record<string, number> {
  const C = graph.customers.length;
  const edges = [...weights.keys()].filter((e) => graph.customers[graph.edgeCustomer[e]] === customer);
  return Object.fromEntries(edges.map((e) => [graph.history.itemId(graph.items[graph.edgeItem[e] - C]), weights[e]]));
}

describe('history weightings', () => {
  const log = logOf([
    ['ann', 'tea', 0, 1],
    ['ann', 'jam', 10 * DAY, 1],
    ['ann', 'oil', 20 * DAY, 1],
    ['ann', 'tea', 30 * DAY, 1],
    ['ann', 'salt', 30 * DAY, 1],
    ['bob', 'jam', 5 * DAY, 1],
  ]);
  const graph = new InteractionGraph(log.before(40 * DAY));

  it('binary: all alike', () => {
    assert.deepEqual(byItem(graph, weigh('binary', graph), 0), { tea: 1, salt: 1, oil: 1, jam: 1 });
  });

  it('decayed: halved for every half-life since the last purchase', () => {
    const weights = byItem(graph, weigh('decayed', graph, { halfLifeDays: 10 }), 0);
    assert.deepEqual(weights, { tea: 0.5, salt: 0.5, oil: 0.25, jam: 0.125 });
  });

  it('last baskets: what was bought at the last times', () => {
    const last = (count: number) => byItem(graph, weigh('last-baskets', graph, { count }), 0);
    assert.deepEqual(last(1), { tea: 1, salt: 1, oil: 0, jam: 0 });
    assert.deepEqual(last(2), { tea: 1, salt: 1, oil: 1, jam: 0 });
    assert.deepEqual(last(4), { tea: 1, salt: 1, oil: 1, jam: 1 });
    assert.deepEqual(byItem(graph, weigh('last-baskets', graph), 1), { jam: 1 });
  });

  it('last baskets count times of purchases, not of last purchases of items', () => {
    const again = logOf([
      ['ann', 'oil', 0, 1],
      ['ann', 'tea', 10 * DAY, 1],
      ['ann', 'tea', 20 * DAY, 1],
      ['ann', 'tea', 30 * DAY, 1],
    ]);
    const repeated = new InteractionGraph(again.before(40 * DAY));
    assert.deepEqual(byItem(repeated, weigh('last-baskets', repeated), 0), { oil: 0, tea: 1 });
  });

  for (const name of weightings.names)
    it(`${name}: one weight an edge, from 0 to 1`, () => {
      fc.assert(
        fc.property(arbitraryLog, (any) => {
          const one = new InteractionGraph(any.before(20 * DAY));
          const weights = weigh(name, one);
          assert.equal(weights.length, one.edgeCount);
          assert.ok(weights.every((weight) => weight >= 0 && weight <= 1));
        }),
        { numRuns: 40 },
      );
    });
});
