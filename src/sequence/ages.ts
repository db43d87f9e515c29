import * as tf from '@tensorflow/tfjs-core';
import { STEP_FEATURES, type Windows } from './windows';

const AGE = STEP_FEATURES.indexOf('log days until the time asked about');

/** Days between the steps of some windows and the time asked about, [B, T]; 0 in the padding. */
export function agesOf({ numeric, columns, length }: Windows, which: Int32Array): tf.Tensor2D {
  const ages = new Float32Array(which.length * length);
  for (let i = 0; i < which.length; i++)
    for (let t = 0; t < length; t++)
      ages[i * length + t] = Math.expm1(numeric[(which[i] * length + t) * columns.length + AGE]);
  return tf.tensor2d(ages, [which.length, length]);
}
