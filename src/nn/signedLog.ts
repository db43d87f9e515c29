import * as tf from '@tensorflow/tfjs-core';

/** sign(x) log(1 + |x|): the order of magnitude, with its sign. */
export function signedLog<R extends tf.Rank>(x: tf.Tensor<R>): tf.Tensor<R> {
  return tf.mul(tf.sign(x), tf.log1p(tf.abs(x)));
}
