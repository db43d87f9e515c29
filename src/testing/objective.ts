import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { Module } from '../nn/module';
import type { Objective } from '../nn/objective';
import { optimizerSchema, train } from '../training/loop';
import { valuesOf } from './laws';

/** The loss of the first batch, always by the same stream. */
export function lossOf(objective: Objective): number {
  return valuesOf(() => objective.loss(firstBatch(objective), context()))[0];
}

/** The loss is finite, and the same for the same stream. */
export function assertRepeatable(objective: Objective): void {
  assert.ok(Number.isFinite(lossOf(objective)));
  assert.equal(lossOf(objective), lossOf(objective));
}

/** All weights of a model, and of what serves the objective alone, have finite gradients. */
export function assertGradients(objective: Objective, model: Module): void {
  const weights = new Map([...model.weights(), ...(objective.weights ?? [])]);
  tf.tidy(() => {
    const { grads } = tf.variableGrads(() => objective.loss(firstBatch(objective), context()), [...weights.values()]);
    for (const [name, weight] of weights) {
      assert.ok(grads[weight.name], `weight ${name} has no gradient`);
      assert.ok(grads[weight.name].dataSync().every(Number.isFinite), `the gradient of ${name} is not finite`);
    }
  });
}

/** Training brings the loss below a share of what it was. */
export async function assertFalls(objective: Objective, model: Module, epochs: number, share: number): Promise<void> {
  const before = lossOf(objective);
  const optimizer = optimizerSchema.parse({ learningRate: 0.02 });
  await train(model, objective, { epochs, optimizer }, [], new Random(1));
  const after = lossOf(objective);
  assert.ok(after < share * before, `from ${before} to ${after}`);
}

function context() {
  return { epoch: 1, random: new Random(3) };
}

function firstBatch(objective: Objective): Int32Array {
  return [...objective.batches(new Random(3))][0];
}
