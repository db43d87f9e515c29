import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { encoders } from '../../../src/sequence/encoders';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const kind = encoders.get('set-attention');
const [T, F, D, K] = [4, 3, 5, 2];
/** One example with all steps, one with some, one with none. */
const MASK = [
  [1, 1, 1, 1],
  [0, 0, 1, 1],
  [0, 0, 0, 0],
];

type Matrix = number[][];
const times = (x: number[], matrix: Matrix) =>
  matrix[0].map((_, j) => x.reduce((sum, value, i) => sum + value * matrix[i][j], 0));

function withWeights() {
  const encoder = kind.build(kind.options.parse({ units: D, heads: K }), F, new Random(1));
  const random = new Random(2);
  for (const weight of encoder.weights().values()) weight.assign(normalTensor(weight.shape, random));
  return encoder;
}

describe('set attention', () => {
  it('is the heads’ means and the sum, number by number', () =>
    tf.tidy(() => {
      const encoder = withWeights();
      const weights = encoder.weights();
      const dense = (name: string, x: number[]) =>
        times(x, weights.get(`${name}.kernel`)!.arraySync() as Matrix).map(
          (value, j) => value + (weights.get(`${name}.bias`)!.arraySync() as number[])[j],
        );
      const relu = (x: number[]) => x.map((value) => Math.max(0, value));
      const steps = normalTensor<tf.Rank.R3>([MASK.length, T, F], new Random(3));
      const pooled = encoder.encode(steps, tf.tensor2d(MASK)).pooled.arraySync();
      for (const [b, x] of steps.arraySync().entries()) {
        const hidden = x.filter((_, t) => MASK[b][t]).map((step) => relu(dense('second', relu(dense('first', step)))));
        const exps = hidden.map((h) => dense('scores', h).map(Math.exp));
        const heads = Array.from({ length: K }, (_, k) => {
          const total = 1 + exps.reduce((sum, e) => sum + e[k], 0);
          return Array.from({ length: D }, (_, d) =>
            hidden.reduce((sum, h, t) => sum + (exps[t][k] / total) * h[d], 0),
          );
        });
        const sum = Array.from({ length: D }, (_, d) => hidden.reduce((total, h) => total + h[d], 0) / 8);
        assertClose(pooled[b], dense('mix', [...heads.flat(), ...sum]), 1e-4, `example ${b}`);
      }
      encoder.dispose();
    }));

  it('does not mind the order of the steps', () =>
    tf.tidy(() => {
      const encoder = withWeights();
      const steps = normalTensor<tf.Rank.R3>([1, T, F], new Random(3));
      const mask = tf.ones<tf.Rank.R2>([1, T]);
      const { pooled } = encoder.encode(steps, mask);
      const turned = encoder.encode(tf.reverse(steps, 1), mask).pooled;
      assert.ok(pooled.dataSync().some((value) => Math.abs(value) > 0.1));
      assertClose(turned.dataSync(), pooled.dataSync(), 1e-5, 'turned around');
      encoder.dispose();
    }));
});
