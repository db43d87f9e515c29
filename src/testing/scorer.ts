import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { InteractionGraph } from '../graph/interactions';
import type { FittedScorer, Scorer } from '../graph/scorers/scorer';
import { type Check, defineLaws } from './laws';
import { logOf, randomRows, randomTwins } from './logs';

const LOGS = 40;

/** Laws of scorers of a customer and an item. */
export const scorerLaws = defineLaws<Scorer>({
  'a score of each customer and target, finite or NaN, NaN for a target altogether': onGraphs((graph, fit) => {
    const targets = itemNodes(graph);
    const scores = fit(targets)(someWeights(graph));
    assert.equal(scores.length, graph.customers.length * targets.length);
    scores.forEach((score, at) => {
      const isUnknown = Number.isNaN(scores[at % targets.length]);
      assert.ok(isUnknown ? Number.isNaN(score) : Number.isFinite(score), `score ${at} is ${score}`);
    });
  }),

  'nothing is known of what comes at or after the time': (scorer, given) => {
    const random = new Random(2);
    for (let i = 0; i < LOGS; i++) {
      const { log, twin, time } = randomTwins(random);
      const [scores, others] = [log, twin].map((one) => {
        const graph = new InteractionGraph(one.before(time));
        return graph.edgeCount ? fitted(scorer, given, graph)(itemNodes(graph))(someWeights(graph)) : undefined;
      });
      assert.deepEqual(others, scores);
    }
  },

  'a target has the same scores, to the bit, whatever the other targets': onGraphs((graph, fit, random) => {
    const targets = itemNodes(graph);
    const m = random.int(targets.length);
    const weights = someWeights(graph);
    const ofAll = fit(targets)(weights).filter((_, at) => at % targets.length === m);
    assert.deepEqual(fit(targets.slice(m, m + 1))(weights), ofAll);
  }),

  'having bought the very item counts for nothing': onGraphs((graph, fit, random) => {
    const targets = itemNodes(graph);
    const score = fit(targets);
    const edge = random.int(graph.edgeCount);
    const weights = someWeights(graph);
    const at = graph.edgeCustomer[edge] * targets.length + graph.edgeItem[edge] - graph.customers.length;
    const before = score(weights)[at];
    weights[edge] *= 100;
    assert.equal(score(weights)[at], before);
  }),
});

type Fit = (targets: Int32Array) => FittedScorer;

/** A check on the graphs of random logs. */
function onGraphs(check: (graph: InteractionGraph, fit: Fit, random: Random) => void): Check<Scorer> {
  return (scorer, given) => {
    const random = new Random(1);
    for (let i = 0; i < LOGS; i++) {
      const graph = new InteractionGraph(logOf(randomRows(random, 1 + random.int(60))).before(20 * DAY));
      check(graph, fitted(scorer, given, graph), random);
    }
  };
}

function fitted(scorer: Scorer, given: Parameters<Check<Scorer>>[1], graph: InteractionGraph): Fit {
  return (targets) => scorer.fit(graph, targets, scorer.options.parse(given ?? {}));
}

function itemNodes(graph: InteractionGraph): Int32Array {
  return graph.items.map((_, i) => graph.customers.length + i);
}

/** Some weight for each edge, few alike. */
function someWeights(graph: InteractionGraph): Float32Array {
  return Float32Array.from(graph.edgeCustomer, (_, e) => 0.3 + ((e * 37) % 11) / 7);
}
