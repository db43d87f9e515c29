import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';

/**
 * Sets entries to 0 with probability `rate` and divides the others by 1 − rate, so that the expectation stays (Srivastava
 * et al., JMLR 2014). @param random the training stream; without it, as in prediction, x is returned unchanged
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, random: Random | undefined): T {
  if (!random || rate === 0) return x;
  return tf.mul(x, kept(x.shape, rate, random)) as T;
}

/** The same for steps [B, T, F], where a sequence loses the same columns at every step. */
export function sharedDropout(x: tf.Tensor3D, rate: number, random: Random | undefined): tf.Tensor3D {
  if (!random || rate === 0) return x;
  const [B, , F] = x.shape;
  return tf.mul(x, kept([B, 1, F], rate, random)) as tf.Tensor3D;
}

/** What each entry is multiplied by. */
function kept(shape: number[], rate: number, random: Random): tf.Tensor {
  const factors = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < factors.length; i++) factors[i] = random.next() < rate ? 0 : 1 / (1 - rate);
  return tf.tensor(factors, shape);
}
