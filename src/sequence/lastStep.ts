import * as tf from '@tensorflow/tfjs-core';

/** The last step of each sequence, [B, T, D] → [B, D]: padding stands in front. */
export function lastStep(steps: tf.Tensor3D): tf.Tensor2D {
  const [B, T, D] = steps.shape;
  return tf.reshape(tf.slice(steps, [0, T - 1, 0], [B, 1, D]), [B, D]);
}
