import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { Alignment, alignmentSchema, infoNce } from '../../src/fusion/alignment';
import { assertGradients, normalTensor, valuesOf } from '../../src/testing/laws';

const cosine = (x: number[], y: number[]) => {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
};

/** The formula, pair by pair. */
function reference(one: number[][], other: number[][], temperature: number): number {
  const B = one.length;
  let sum = 0;
  for (let i = 0; i < B; i++) {
    const power = (a: number[], b: number[]) => Math.exp(cosine(a, b) / temperature);
    const own = power(one[i], other[i]);
    const [there, back] = [other.map((y) => power(one[i], y)), one.map((x) => power(x, other[i]))];
    for (const all of [there, back]) sum -= Math.log(own / all.reduce((total, value) => total + value, 0));
  }
  return sum / (2 * B);
}

describe('InfoNCE', () => {
  it('is its formula, pair by pair', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        fc.integer(),
        (B, D, temperature, seed) => {
          const random = new Random(seed);
          tf.tidy(() => {
            const [one, other] = [0, 1].map(() => normalTensor<tf.Rank.R2>([B, D], random));
            const [value] = infoNce(one, other, temperature).dataSync();
            const expected = reference(one.arraySync(), other.arraySync(), temperature);
            assert.ok(Math.abs(value - expected) < 1e-4 * Math.max(1, expected), `${value}, expected ${expected}`);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is the logarithm of the number of examples where all are alike, and next to nothing where pairs are clear', () =>
    tf.tidy(() => {
      const alike = tf.ones<tf.Rank.R2>([8, 3]);
      assert.ok(Math.abs(infoNce(alike, alike, 0.5).dataSync()[0] - Math.log(8)) < 1e-5);
      const apart = tf.eye(8);
      assert.ok(infoNce(apart, tf.mul(apart, 3), 0.05).dataSync()[0] < 1e-6);
    }));

  it('has gradients that equal finite differences', () =>
    tf.tidy(() => {
      const random = new Random(1);
      const inputs = [0, 1].map(() => normalTensor<tf.Rank.R2>([5, 3], random));
      assertGradients(undefined, inputs, ([a, b]) => infoNce(a as tf.Tensor2D, b as tf.Tensor2D, 0.5));
    }));
});

describe('the alignment of branches', () => {
  const SHAPES = [
    { name: 'sequence', units: 3 },
    { name: 'graph', units: 2 },
    { name: 'tabular', units: 4 },
  ];
  const options = alignmentSchema.parse({ examples: 3, units: 4, weight: 0.7, temperature: 0.5 });

  const onAlignment = (check: (alignment: Alignment, pooled: tf.Tensor2D[]) => void) =>
    tf.tidy(() => {
      const alignment = new Alignment(SHAPES, options, new Random(1));
      try {
        check(
          alignment,
          SHAPES.map(({ units }, b) => normalTensor<tf.Rank.R2>([6, units], new Random(b + 2))),
        );
      } finally {
        alignment.dispose();
      }
    });
  const encodings = (pooled: readonly tf.Tensor[]) => pooled.map((one) => ({ pooled: one as tf.Tensor2D }));
  const GROUPS = Int32Array.of(5, 5, 2, 5, 9, 1);

  it('takes the first example of each group, and no more than so many', () =>
    onAlignment((alignment, pooled) => {
      const some = pooled.map((one) => tf.gather(one, tf.tensor1d([0, 2, 4], 'int32')));
      const [all, first] = [
        valuesOf(() => alignment.loss(encodings(pooled), GROUPS)),
        valuesOf(() => alignment.loss(encodings(some), Int32Array.of(1, 2, 3))),
      ];
      assert.deepEqual(all, first);
    }));

  it('is the weighted mean over the pairs of projected branches', () =>
    onAlignment((alignment, pooled) => {
      const projected = SHAPES.map(({ name }, b) => {
        const weights = alignment.weights();
        const kernel = weights.get(`${name}.kernel`) as tf.Tensor2D;
        const rows = tf.slice2d(pooled[b], [0, 0], [3, pooled[b].shape[1]]);
        return tf.add(tf.matMul(rows, kernel), weights.get(`${name}.bias`)!).arraySync() as number[][];
      });
      const pairs = [
        [0, 1],
        [0, 2],
        [1, 2],
      ].map(([a, b]) => reference(projected[a], projected[b], 0.5));
      const expected = (0.7 * (pairs[0] + pairs[1] + pairs[2])) / 3;
      const [value] = valuesOf(() => alignment.loss(encodings(pooled), Int32Array.of(0, 1, 2, 0, 1, 2)));
      assert.ok(Math.abs(value - expected) < 1e-4, `${value}, expected ${expected}`);
    }));

  it('has gradients that equal finite differences, in every branch and projection', () =>
    onAlignment((alignment, pooled) =>
      assertGradients(alignment, pooled, (x) => alignment.loss(encodings(x), GROUPS)),
    ));
});
