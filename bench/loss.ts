import * as tf from '@tensorflow/tfjs-core';

/**
 * In as few operations as the peers': tfjs's own takes a dozen, as long as a small layer takes, and goes over the
 * numbers eight times.
 */
export function meanSquaredError(output: tf.Tensor, target: tf.Tensor): tf.Scalar {
  const op = tf.customGrad((...args) => {
    const [y, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const difference = tf.sub(y, target);
    save([difference]);
    const value = tf.mean(tf.square(difference)) as tf.Scalar;
    return { value, gradFunc: (dy, [saved]) => tf.mul(saved, tf.mul(dy, 2 / y.size)) };
  });
  return op(output) as tf.Scalar;
}
