import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { operators } from '../../../src/fusion/operators';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const kind = operators.get('cross-attention');
const SHAPES = [
  { name: 'tabular', units: 2 },
  { name: 'sequence', units: 3, stepUnits: 5 },
  { name: 'graph', units: 1, stepUnits: 4 },
];
const [B, T, M, C, H] = [3, 4, 2, 6, 2];
/** An example with all steps, one with some of them, one without any. */
const ASKING = [
  [1, 1, 1, 1],
  [0, 0, 1, 1],
  [0, 0, 0, 1],
];
const ASKED = [
  [1, 1],
  [0, 1],
  [0, 0],
];

type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));

describe('cross-attention', () => {
  it('is the mean over the steps of what each found among those of the other branch, number by number', () =>
    tf.tidy(() => {
      const operator = kind.build(kind.options.parse({ units: C, heads: H }), SHAPES, new Random(1));
      const random = new Random(2);
      for (const weight of operator.weights().values()) weight.assign(normalTensor(weight.shape, random));
      const weights = operator.weights();
      const dense = (name: string, x: Matrix): Matrix => {
        const bias = weights.get(`${name}.bias`)!.arraySync() as number[];
        return product(x, weights.get(`${name}.kernel`)!.arraySync() as Matrix).map((row) =>
          row.map((value, j) => value + bias[j]),
        );
      };
      const pooled = SHAPES.map(({ units }) => normalTensor<tf.Rank.R2>([B, units], random));
      const asking = normalTensor<tf.Rank.R3>([B, T, 5], random);
      const asked = normalTensor<tf.Rank.R3>([B, M, 4], random);
      const fused = operator.fuse([
        { pooled: pooled[0] },
        { pooled: pooled[1], steps: asking, mask: tf.tensor2d(ASKING) },
        { pooled: pooled[2], steps: asked, mask: tf.tensor2d(ASKED) },
      ]);

      const expected = ASKING.map((mask, b) => {
        const queries = dense('queries', asking.arraySync()[b]);
        const [keys, values] = ['keys', 'values'].map((name) => dense(name, asked.arraySync()[b]));
        const found = new Array<number>(C).fill(0);
        const steps = mask.reduce((sum, there) => sum + there, 0);
        for (let h = 0; h < H; h++)
          for (let t = 0; t < T; t++) {
            if (!mask[t]) continue;
            const columns = Array.from({ length: C / H }, (_, d) => (h * C) / H + d);
            const powers = keys.map((key, m) => {
              const dot = columns.reduce((sum, c) => sum + queries[t][c] * key[c], 0);
              return ASKED[b][m] ? Math.exp(dot / Math.sqrt(C / H)) : 0;
            });
            const total = powers.reduce((sum, power) => sum + power, 0);
            if (total > 0)
              for (const c of columns)
                found[c] += powers.reduce((sum, power, m) => sum + (power / total) * values[m][c], 0) / steps;
          }
        return [...pooled.flatMap((part) => (part.arraySync() as Matrix)[b]), ...found];
      });
      assertClose(fused.dataSync(), expected.flat(), 1e-5, 'output');
      operator.dispose();
    }));

  it('refuses branches of which fewer than two have steps', () => {
    for (const shapes of [SHAPES.slice(0, 2), SHAPES.slice(0, 1), []])
      assert.throws(
        () => kind.build(kind.options.parse({}), shapes, new Random(1)),
        /have steps; expected two branches/,
      );
  });

  it('refuses heads that do not divide its columns', () => {
    assert.throws(() => kind.options.parse({ units: 6, heads: 4 }), /heads must divide units/);
  });
});
