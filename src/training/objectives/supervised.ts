import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import type { LabelledExamples } from '../../data/examples';
import type { Loss } from '../../imbalance/loss';
import type { Objective } from '../../nn/objective';
import { type BatchOptions, batches } from '../batches';

/**
 * Telling positives from negatives.
 * @param logitsOf the model's logits of some rows, [B]; given the random stream that dropout draws from
 */
export function supervised(
  { examples, label }: LabelledExamples,
  logitsOf: (rows: Int32Array, random: Random) => tf.Tensor1D,
  loss: Loss,
  options: BatchOptions,
): Objective {
  return {
    batches: (random) => batches(examples, options, random),
    loss(rows, { epoch, random }) {
      const labels = tf.tensor1d(Float32Array.from(rows, (row) => label[row]));
      const items = rows.map((row) => examples.item[row]);
      return loss.of(logitsOf(rows, random), labels, epoch, items);
    },
  };
}
