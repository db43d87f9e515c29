import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import type { Objective } from '../nn/objective';
import { encoders } from '../sequence/encoders';
import { SequenceModel, type WindowInputs } from '../sequence/model';
import type { Pretext } from '../sequence/pretext/pretext';
import { lastSteps } from '../sequence/windows';
import { optimizerSchema, train } from '../training/loop';
import { assertNoLeak, type Check, defineLaws, valuesOf } from './laws';
import { logOf, QUESTIONS, type Row } from './logs';

const ITEMS = 5;
/** Customers who buy the items in turn, each for an amount of their own: what comes next can be told, and whose it is. */
const LOG = logOf(
  Array.from({ length: 40 }, (_, c) =>
    Array.from({ length: 8 }, (_, t): Row => [`customer ${c}`, `item ${(c + t) % ITEMS}`, t * DAY, 1 + c]),
  ).flat(),
);

/** Laws of pretexts: tasks without labels. */
export const pretextLaws = defineLaws<Pretext>({
  'batches hold rows of the windows, in another order each epoch': onPretext((objective, _, inputs) => {
    const epoch = (random: Random) => [...objective.batches(random)].flatMap((rows) => [...rows]);
    const random = new Random(1);
    const [one, other] = [epoch(random), epoch(random)];
    assert.ok(one.every((row) => row >= 0 && row < inputs.windows.count));
    assert.deepEqual(one.toSorted(), other.toSorted());
    assert.notDeepEqual(one, other);
  }),

  'the loss is finite, and the same for the same stream': onPretext((objective) => {
    const loss = () => lossOf(objective);
    assert.ok(Number.isFinite(loss()));
    assert.equal(loss(), loss());
  }),

  'the encoder and what serves the pretext have gradients': onPretext((objective, model) => {
    const weights = new Map([...model.weights(), ...(objective.weights ?? [])]);
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => objective.loss(firstBatch(objective), context()), [...weights.values()]);
      for (const [name, weight] of weights) {
        assert.ok(grads[weight.name], `weight ${name} has no gradient`);
        assert.ok(grads[weight.name].dataSync().every(Number.isFinite), `the gradient of ${name} is not finite`);
      }
    });
  }),

  'the loss falls': onPretext(async (objective, model) => {
    const before = lossOf(objective);
    const optimizer = optimizerSchema.parse({ learningRate: 0.02 });
    await train(model, objective, { epochs: 100, optimizer }, [], new Random(1));
    const after = lossOf(objective);
    assert.ok(after < 0.8 * before, `from ${before} to ${after}`);
  }),

  'no tensor leaks': (kind, given) => assertNoLeak(() => onPretext((objective) => void lossOf(objective))(kind, given)),
});

/** A check of a pretext on the windows of customers, with a GRU. */
function onPretext(
  check: (objective: Objective, model: SequenceModel, inputs: WindowInputs) => void | Promise<void>,
): Check<Pretext> {
  return async (kind, given) => {
    const windows = lastSteps(new AsOf(QUESTIONS[0].examples(LOG, 8 * DAY), LOG), { length: 6, step: 'event' });
    const inputs = {
      windows,
      numeric: windows.numeric,
      itemRows: windows.items.map((item) => item + 1),
    };
    const model = new SequenceModel(encoders.reference().parse({ name: 'gru', units: 8 }), ITEMS + 1, 4, new Random(1));
    const objective = kind.build(kind.options.parse(given ?? {}), model, inputs, new Random(2));
    try {
      await check(objective, model, inputs);
    } finally {
      model.dispose();
      for (const weight of objective.weights?.values() ?? []) weight.dispose();
    }
  };
}

function context() {
  return { epoch: 1, random: new Random(3) };
}

function firstBatch(objective: Objective): Int32Array {
  return [...objective.batches(new Random(3))][0];
}

function lossOf(objective: Objective): number {
  return valuesOf(() => objective.loss(firstBatch(objective), context()))[0];
}
