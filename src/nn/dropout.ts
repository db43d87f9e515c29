import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';

/**
 * Sets entries to 0 with probability `rate` and divides the others by 1 − rate, so that the expectation stays (Srivastava
 * et al., JMLR 2014). @param random the training stream; without it, as in prediction, x is returned unchanged
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, random: Random | undefined): T {
  if (!random || rate === 0) return x;
  const keep = new Float32Array(x.size);
  for (let i = 0; i < keep.length; i++) keep[i] = random.next() < rate ? 0 : 1 / (1 - rate);
  return tf.mul(x, tf.tensor(keep, x.shape)) as T;
}
