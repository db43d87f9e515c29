import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { InteractionGraph } from '../../src/graph/interactions';
import { NODE_FEATURES, nodeFeatures } from '../../src/graph/nodeFeatures';
import { arbitraryLog, logOf } from '../helpers/randomLog';

const K = NODE_FEATURES.length;
const LOG_EVENTS = NODE_FEATURES.indexOf('log events');

/** log Σ exp of logarithms. */
function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - highest), 0));
}

describe('node features', () => {
  it('tell kind, degree, events weighed by age, and age', () => {
    fc.assert(
      fc.property(
        arbitraryLog,
        fc.constantFrom(11, 400, 40_000),
        fc.constantFrom(undefined, 0.5, 30),
        (log, days, halfLifeDays) => {
          const history = log.before(days * DAY);
          const graph = new InteractionGraph(history, { halfLifeDays });
          const features = nodeFeatures(graph, new Float32Array(0), 0);
          const C = graph.customers.length;
          for (let node = 0; node < graph.nodeCount; node++) {
            const events =
              node < C ? history.eventsOfCustomer(graph.customers[node]) : history.eventsOfItem(graph.items[node - C]);
            const others = new Set(Array.from(events, (e) => (node < C ? history.item[e] : history.customer[e])));
            const age = (e: number) => (history.time - history.times[e]) / DAY;
            const weights = Array.from(events, (e) => (halfLifeDays ? (-age(e) / halfLifeDays) * Math.LN2 : 0));
            const expected = [
              node < C ? 1 : 0,
              Math.log(others.size),
              logSum(weights),
              Math.log1p(age(events[events.length - 1])),
            ];
            expected.forEach((value, k) => {
              const actual = features[node * K + k];
              assert.ok(
                Math.abs(actual - value) <= 1e-6 * (1 + Math.abs(value)),
                `${NODE_FEATURES[k]}: ${actual}, not ${value}`,
              );
            });
          }
        },
      ),
    );
  });

  it('stay finite where the weight of an edge has decayed to nothing', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['bob', 'jam', 359 * DAY, 1],
    ]);
    const graph = new InteractionGraph(log.before(360 * DAY), { halfLifeDays: 2 });
    assert.equal(graph.edgeWeight[0], 0);
    // 180 half-lives.
    const events = nodeFeatures(graph, new Float32Array(0), 0)[LOG_EVENTS];
    assert.ok(Math.abs(events + 180 * Math.LN2) < 1e-4, `${events}`);
  });

  it('are right for events before 1970', () => {
    const log = logOf([['ann', 'tea', -100 * DAY, 1]]);
    const graph = new InteractionGraph(log.before(-99 * DAY), { halfLifeDays: 1 });
    const expected = [Math.log(1), -Math.LN2, Math.log(2)];
    nodeFeatures(graph, new Float32Array(0), 0)
      .subarray(1, K)
      .forEach((value, k) => {
        assert.ok(Math.abs(value - expected[k]) < 1e-6);
      });
  });
});
