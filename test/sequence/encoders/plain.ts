import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import type { SequenceEncoder } from '../../../src/sequence/encoder';
import { encoders } from '../../../src/sequence/encoders';
import { normalTensor } from '../../../src/testing/laws';

/** Steps by sequence, without padding. */
export type Sequences = readonly (readonly (readonly number[])[])[];

export const [B, T, F] = [4, 6, 3];
/** How many steps each sequence has; the others, in front, are padding. */
const LENGTHS = [6, 1, 4, 2];

export const mask = () => tf.tensor2d(LENGTHS.map((length) => Array.from({ length: T }, (_, t) => +(t >= T - length))));
export const steps = () => normalTensor<tf.Rank.R3>([B, T, F], new Random(2));

export function withoutPadding(x: tf.Tensor3D): Sequences {
  return x.arraySync().map((sequence, b) => sequence.slice(T - LENGTHS[b]));
}

/** An encoder of F columns whose weights are all random, also those that start at 0. */
export function encoderOf(spec: { name: string; [option: string]: unknown }): SequenceEncoder {
  const { entry, options } = encoders.resolve(encoders.reference().parse(spec));
  const encoder = entry.build(options, F, new Random(1));
  const random = new Random(3);
  for (const weight of encoder.weights().values()) {
    const drawn = tf.tidy(() => tf.mul(normalTensor(weight.shape, random), 0.5));
    weight.assign(drawn);
    drawn.dispose();
  }
  return encoder;
}

/** The rows of a weight, [n, m]. */
export function matrixOf(encoder: SequenceEncoder, name: string): number[][] {
  return (encoder.weights().get(name) as tf.Tensor2D).arraySync() as number[][];
}

export function vectorOf(encoder: SequenceEncoder, name: string): number[] {
  return [...encoder.weights().get(name)!.dataSync()];
}

/** x M */
export function times(x: readonly number[], matrix: readonly (readonly number[])[]): number[] {
  return matrix[0].map((_, j) => x.reduce((sum, value, i) => sum + value * matrix[i][j], 0));
}

export function plus(...vectors: readonly (readonly number[])[]): number[] {
  return vectors[0].map((_, i) => vectors.reduce((sum, vector) => sum + vector[i], 0));
}
