import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { attention } from '../../src/nn/attention';
import { LayerNorm } from '../../src/nn/layerNorm';
import { assertClose, assertGradients, normalTensor } from '../../src/testing/laws';

const [B, T, D] = [3, 4, 6];
/** All keys, some of them, none. */
const MASK = [
  [1, 1, 1, 1],
  [0, 0, 1, 1],
  [0, 0, 0, 0],
];

/** The formula, number by number. */
function naive([queries, keys, values]: number[][][][], heads: number, causal: boolean): number[] {
  const depth = D / heads;
  return queries.flatMap((rows, b) =>
    rows.flatMap((query, i) =>
      query.map((_, column) => {
        const head = Math.floor(column / depth);
        const powers = keys[b].map((key, j) => {
          if (!MASK[b][j] || (causal && j > i)) return 0;
          let dot = 0;
          for (let d = head * depth; d < (head + 1) * depth; d++) dot += query[d] * key[d];
          return Math.exp(dot / Math.sqrt(depth));
        });
        const total = powers.reduce((sum, power) => sum + power, 0);
        return total ? powers.reduce((sum, power, j) => sum + (power / total) * values[b][j][column], 0) : 0;
      }),
    ),
  );
}

describe('attention', () => {
  for (const heads of [1, 2, 3])
    for (const causal of [false, true])
      it(`is its formula, ${heads} heads${causal ? ', causal' : ''}, and so are its gradients`, () =>
        tf.tidy(() => {
          const parts = [1, 2, 3].map((seed) => normalTensor<tf.Rank.R3>([B, T, D], new Random(seed)));
          const attend = ([q, k, v]: tf.Tensor[]) =>
            attention(q as tf.Tensor3D, k as tf.Tensor3D, v as tf.Tensor3D, tf.tensor2d(MASK), heads, causal);
          const expected = naive(
            parts.map((part) => part.arraySync()),
            heads,
            causal,
          );
          assertClose(attend(parts).dataSync(), expected, 1e-5, 'output');
          assertGradients(undefined, parts, attend);
        }));
});

describe('layer normalisation', () => {
  it('gives each row mean β and standard deviation γ', () =>
    tf.tidy(() => {
      const norm = new LayerNorm(5);
      const [gain, bias] = [...norm.weights().values()];
      gain.assign(tf.tensor1d([1, 2, -1, 0.5, 3]));
      bias.assign(tf.tensor1d([0, 1, 0, -2, 0]));
      const rows = [
        [1, 5, -3, 0.2, 7],
        [2, 2, 2, 2, 2],
      ];
      const expected = rows.flatMap((row) => {
        const mean = row.reduce((sum, x) => sum + x, 0) / 5;
        const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 5;
        return row.map(
          (x, j) => ([1, 2, -1, 0.5, 3][j] * (x - mean)) / Math.sqrt(variance + 1e-5) + [0, 1, 0, -2, 0][j],
        );
      });
      assertClose(norm.call(tf.tensor2d(rows)).dataSync(), expected, 1e-5, 'output');
      assertGradients(norm, [normalTensor([4, 5], new Random(1))], ([x]) => norm.call(x));
      assert.equal(norm.parameterCount, 10);
      norm.dispose();
    }));
});
