import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { InteractionGraph } from '../../src/graph/interactions';
import { NODE_FEATURES, nodeFeatures } from '../../src/graph/nodeFeatures';
import { arbitraryLog } from '../helpers/randomLog';

const NOW = 20 * DAY;

describe('features of nodes', () => {
  it('are what they say, counted event by event', () => {
    fc.assert(
      fc.property(arbitraryLog, fc.constantFrom(undefined, 0.5, 7), (log, halfLifeDays) => {
        const history = log.before(NOW);
        const graph = new InteractionGraph(history, { halfLifeDays });
        const vectors = Float32Array.from({ length: 2 * graph.nodeCount }, (_, i) => i);
        const features = nodeFeatures(graph, vectors, 2);
        const F = NODE_FEATURES.length + 2;
        const C = graph.customers.length;
        for (let node = 0; node < graph.nodeCount; node++) {
          const isCustomer = node < C;
          const events = isCustomer
            ? history.eventsOfCustomer(graph.customers[node])
            : history.eventsOfItem(graph.items[node - C]);
          const weight = (e: number) => (halfLifeDays ? 2 ** ((history.times[e] - NOW) / DAY / halfLifeDays) : 1);
          const others = new Set(events.map((e) => (isCustomer ? history.item[e] : history.customer[e])));
          const expected = [
            isCustomer ? 1 : 0,
            Math.log(others.size),
            Math.log(events.reduce((sum, e) => sum + weight(e), 0)),
            Math.log1p((NOW - Math.max(...events.map((e) => history.times[e]))) / DAY),
            2 * node,
            2 * node + 1,
          ];
          for (const [f, value] of expected.entries())
            assert.ok(Math.abs(features[node * F + f] - value) < 1e-5 * Math.max(1, Math.abs(value)), `${node}, ${f}`);
        }
      }),
      { numRuns: 50 },
    );
  });
});
