import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import type { LabelledExamples } from '../../data/examples';
import type { Loss } from '../../imbalance/loss';
import type { Objective } from '../../nn/objective';
import { type BatchOptions, batches } from '../batches';

/** Logits of a batch, [B], and what is added to the loss of the labels. */
export interface Forward {
  readonly logits: tf.Tensor1D;
  readonly auxiliary?: tf.Scalar;
}

export interface SupervisedOptions extends BatchOptions {
  /** The share of the negatives that an epoch takes, drawn anew for each; all if omitted. */
  readonly negatives?: number;
}

/**
 * Telling positives from negatives. Where examples have weights, a batch's loss is the mean of its examples' losses, each
 * times its weight over the mean weight of all: a weight of 2 counts as the example twice.
 * @param forward runs the model on some rows, given the random stream that dropout draws from
 */
export function supervised(
  { examples, label, weight }: LabelledExamples,
  forward: (rows: Int32Array, random: Random) => Forward,
  loss: Loss,
  { negatives = 1, ...options }: SupervisedOptions,
): Objective {
  const meanWeight = weight && meanOf(weight, (row) => (options.times?.[row] ?? 1) * (label[row] ? 1 : negatives));
  const drawn = (random: Random) =>
    Uint32Array.from(label, (positive, row) =>
      positive || random.next() < negatives ? (options.times?.[row] ?? 1) : 0,
    );
  return {
    batches: (random) => batches(examples, negatives < 1 ? { ...options, times: drawn(random) } : options, random),
    loss(rows, { epoch, random }) {
      const labels = tf.tensor1d(Float32Array.from(rows, (row) => label[row]));
      const items = rows.map((row) => examples.item[row]);
      const { logits, auxiliary } = forward(rows, random);
      const losses = loss.of(logits, labels, epoch, items);
      const weighted = weight && meanWeight ? tf.mul(losses, weightsOf(rows, weight, meanWeight)) : losses;
      const mean = tf.mean(weighted) as tf.Scalar;
      return auxiliary ? tf.add(mean, auxiliary) : mean;
    },
  };
}

function weightsOf(rows: Int32Array, weight: Float32Array, meanWeight: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from(rows, (row) => weight[row] / meanWeight));
}

/** The mean weight of the examples. @param oftenOf how often each comes, on average */
function meanOf(weight: Float32Array, oftenOf: (row: number) => number): number {
  let sum = 0;
  let count = 0;
  weight.forEach((one, row) => {
    const often = oftenOf(row);
    sum += often * one;
    count += often;
  });
  return sum / count;
}
