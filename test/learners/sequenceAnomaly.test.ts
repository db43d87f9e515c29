import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { rocAuc } from '../../src/evaluation/ranking';
import { learners } from '../../src/learners';
import { logOf, type Row } from '../../src/testing/logs';

const CUSTOMERS = 300;
const random = new Random(1);
/** Every tenth customer pays amounts that are not their own: the others pay the same each time. */
const isOdd = (customer: number) => customer % 10 === 0;
const LOG = logOf(
  Array.from({ length: CUSTOMERS }, (_, c) => {
    const own = Math.exp(random.normal());
    return Array.from({ length: 8 }, (_, t): Row => {
      const amount = isOdd(c) ? Math.exp(random.normal()) : own;
      return [`customer ${c}`, `item ${random.int(3)}`, t * DAY, amount];
    });
  }).flat(),
);
const OPTIONS = { sequence: { step: 'event', length: 6, embeddingDim: 2 }, training: { epochs: 40, batchSize: 64 } };

/** Examples at a time, with labels; the customer's number is in their id. */
function examplesAt(time: number, isPositive: (customer: number) => boolean) {
  const examples = ExampleSet.at(
    time,
    Int32Array.from({ length: CUSTOMERS }, (_, c) => c),
  );
  const asOf = new AsOf(examples, LOG);
  const numbers = Array.from(asOf.examples.customer, (customer) => Number(LOG.customers[customer].slice(9)));
  return { asOf, label: Uint8Array.from(numbers, (customer) => Number(isPositive(customer))) };
}

function fit(isPositive: (customer: number) => boolean) {
  const learner = learners.get('sequence-anomaly');
  const train = examplesAt(7 * DAY, isPositive);
  const data = { train, validation: train, items: [], controls: Controls.none, seed: 1 };
  return learner.fit(data, learner.options.parse(OPTIONS));
}

describe('sequence-anomaly', () => {
  it('finds customers who are not like the others, who were never reconstructed', async () => {
    const model = await fit(isOdd);
    const { asOf, label } = examplesAt(8 * DAY, isOdd);
    const scores = model.predict(asOf);
    const auc = rocAuc(scores, label);
    assert.ok(auc > 0.9, `AUC ${auc}`);
    const mean = scores.reduce((sum, p) => sum + p, 0) / scores.length;
    assert.ok(Math.abs(mean - 0.1) < 0.05, `the mean probability is ${mean}, of the labels .1`);
    model.dispose();
  });

  it('ranks by the error even where labels say the opposite', async () => {
    // Trained on the odd ones, it still reconstructs regular customers better: these labels would turn the score around.
    const model = await fit((customer) => !isOdd(customer));
    const { asOf, label } = examplesAt(8 * DAY, isOdd);
    const auc = rocAuc(model.predict(asOf), label);
    assert.equal(model.diagnostics.slope, 0.01);
    assert.ok(auc > 0.5, `AUC ${auc}`);
    model.dispose();
  });
});
