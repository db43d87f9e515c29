import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { InteractionGraph } from '../../src/graph/interactions';
import { scorers } from '../../src/graph/scorers';
import { learners } from '../../src/learners';
import { logOf, QUESTIONS, randomRows } from '../../src/testing/logs';
import type { LearningExamples } from '../../src/training/learner';

const log = logOf(randomRows(new Random(3), 500, { customers: 40, items: 20, days: 30 }));
const question = QUESTIONS.find(({ name }) => name === 'customers and items')!;
const SCORER = { name: 'ease', lambda: 5, minBuyers: 1 };

/** Every customer about every item that they lack: those of the higher scores are likelier to be positive. */
function examplesAt(time: number): LearningExamples & { score: Float32Array } {
  const history = log.before(time);
  const all = question.examples(log, time);
  const graph = new InteractionGraph(history);
  const targets = graph.items.map((_, i) => graph.customers.length + i);
  const ease = scorers.get(SCORER.name);
  const scores = ease.fit(
    graph,
    targets,
    ease.options.parse({ lambda: 5, minBuyers: 1 }),
  )(new Float32Array(graph.edgeCount).fill(1));
  const owned = new Set(
    graph.edgeCustomer.map((c, e) => c * targets.length + graph.edgeItem[e] - graph.customers.length),
  );
  const placeOf = (row: number) =>
    graph.nodeOfCustomer(all.customer[row]) * targets.length + graph.nodeOfItem(all.item[row]) - graph.customers.length;
  const rows = Int32Array.from(all.customer.keys()).filter(
    (row) => graph.nodeOfCustomer(all.customer[row]) >= 0 && !owned.has(placeOf(row)),
  );
  const random = new Random(time);
  const score = Float32Array.from(rows, (row) => scores[placeOf(row)]);
  return {
    asOf: new AsOf(all.select(rows), log),
    label: Uint8Array.from(score, (one) => (random.next() < (one > 0.1 ? 0.6 : 0.2) ? 1 : 0)),
    score,
  };
}

describe('a logistic regression on one scorer', () => {
  it("ranks an item's customers as the scorer does", async () => {
    const [train, validation, test] = [15, 20, 25].map((days) => examplesAt(days * DAY));
    const learner = learners.get('logistic');
    const features = [{ name: 'pair-scores', scores: [{ scorer: SCORER, histories: ['binary'] }] }];
    const model = await learner.fit(
      { train, validation, items: [], controls: Controls.none, seed: 0 },
      learner.options.parse({ features }),
    );
    const probability = model.predict(test.asOf);
    model.dispose();
    let pairs = 0;
    test.asOf.examples.item.forEach((item, a) => {
      for (let b = 0; b < a; b++) {
        if (test.asOf.examples.item[b] !== item) continue;
        const apart = test.score[a] - test.score[b];
        // Both are in single precision, and the standard score is cut far from the mean.
        if (Math.abs(apart) < 1e-4) continue;
        pairs++;
        assert.ok((probability[a] - probability[b]) * Math.sign(apart) >= 0, `${a} and ${b}`);
      }
    });
    assert.ok(pairs > 1000, `${pairs} pairs`);
    assert.ok(new Set(probability).size > 50);
  });
});
