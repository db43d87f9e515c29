import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import { Module } from '../nn/module';
import type { SequenceModel, WindowInputs } from './model';
import { sampledSoftmax } from './sampledSoftmax';

/** What steps are to be predicted, N of them. */
export interface StepTargets {
  /** Their numbers, [N, columns]. */
  readonly numbers: tf.Tensor2D;
  /** Their items, P of them: item i, a row of the item table, is one of step `step[i]` and counts `weight[i]`. */
  readonly step: Int32Array;
  readonly item: Int32Array;
  readonly weight: Float32Array;
}

/**
 * Predicts steps from vectors: their numbers, and their items where these have embeddings e. The error of a step is
 *
 *   mean squared error of its numbers + mean cross-entropy of its items / log(1 + n)
 *
 * where an item is told from n others by h W · e. Numbers are scaled, so that each part is about 1 where nothing is known.
 */
export class StepPrediction extends Module {
  private readonly numbers: Dense;
  private readonly items?: Dense;

  /** @param units columns of the vectors that it predicts from */
  constructor(
    private readonly model: SequenceModel,
    units: number,
    random: Random,
  ) {
    super();
    this.numbers = this.part('numbers', new Dense(units, model.columns, random));
    if (hasItems(model)) this.items = this.part('items', new Dense(units, model.embeddingDim, random));
  }

  /**
   * @param from [N, units]
   * @param others rows of the item table, [n]
   * @returns the error of each step, [N]
   */
  errors(from: tf.Tensor2D, { numbers, step, item, weight }: StepTargets, others: Int32Array): tf.Tensor1D {
    const error = tf.mean(tf.squaredDifference(this.numbers.call(from), numbers), 1) as tf.Tensor1D;
    if (!this.items || step.length === 0) return error;
    const of = tf.tensor1d(step, 'int32');
    const entropy = sampledSoftmax(tf.gather(this.items.call(from), of), this.model.items as tf.Tensor2D, item, others);
    const scaled = tf.mul(entropy, tf.tensor1d(weight.map((w) => w / Math.log1p(others.length))));
    return tf.add(error, tf.unsortedSegmentSum(scaled, of, from.shape[0]));
  }
}

/** Whether the items of steps can be told from one another. */
function hasItems({ embeddingDim, vocabularySize }: SequenceModel): boolean {
  return embeddingDim > 0 && vocabularySize > 1;
}

/** Rows of the item table drawn uniformly, the row of the unknown left out; none where there are no others. */
export function drawOthers(model: SequenceModel, count: number, random: Random): Int32Array {
  if (!hasItems(model)) return new Int32Array();
  return Int32Array.from({ length: count }, () => 1 + random.int(model.vocabularySize - 1));
}

/**
 * The items of steps that have rows of their own in the table.
 * @param steps as in `Places`
 * @param random draws one item of each step; without it all count, each as one part of its step
 */
export function itemsOf(
  { windows: { starts }, itemRows }: WindowInputs,
  steps: Int32Array,
  random?: Random,
): Omit<StepTargets, 'numbers'> {
  const found: { step: number; item: number; weight: number }[] = [];
  for (let i = 0; i < steps.length; i++) {
    const known = itemRows.subarray(starts[steps[i]], starts[steps[i] + 1]).filter((row) => row > 0);
    if (known.length === 0) continue;
    if (random) found.push({ step: i, item: known[random.int(known.length)], weight: 1 });
    else for (const item of known) found.push({ step: i, item, weight: 1 / known.length });
  }
  return {
    step: Int32Array.from(found, ({ step }) => step),
    item: Int32Array.from(found, ({ item }) => item),
    weight: Float32Array.from(found, ({ weight }) => weight),
  };
}
