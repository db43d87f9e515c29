import * as tf from '@tensorflow/tfjs-core';

/** Steps with 0 in the padding, whatever stood there, NaN included; [B, T, D]. */
export function withoutPadding(steps: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor3D {
  const there = tf.cast(tf.broadcastTo(tf.expandDims(mask, 2), steps.shape), 'bool');
  return tf.where(there, steps, tf.zerosLike(steps));
}

/** The mean of each sequence's steps, [B, T, D] → [B, D]; 0 where there is none. @param steps with 0 in the padding */
export function meanStep(steps: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  return tf.div(tf.sum(steps, 1), tf.maximum(tf.sum(mask, 1, true), 1));
}

/** The greatest value of each column over a sequence's steps, [B, T, D] → [B, D]; 0 where there is no step. */
export function maxStep(steps: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
  const lowest = tf.mul(tf.sub(1, mask), -1e9);
  const greatest = tf.max(tf.add(steps, tf.expandDims(lowest, 2)), 1);
  return tf.mul(greatest, tf.max(mask, 1, true)) as tf.Tensor2D;
}
