import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';

/** Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio, AISTATS 2010); fans are the last two dimensions. */
export function glorotUniform(shape: [number, ...number[]], random: Random): tf.Tensor {
  const limit = Math.sqrt(6 / (shape[Math.max(0, shape.length - 2)] + shape[shape.length - 1]));
  return fill(shape, () => (2 * random.next() - 1) * limit);
}

/** Normal with mean 0. */
export function normal(shape: number[], std: number, random: Random): tf.Tensor {
  return fill(shape, () => std * random.normal());
}

function fill(shape: number[], draw: () => number): tf.Tensor {
  return tf.tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw), shape);
}
