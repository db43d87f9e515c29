import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { losses } from '../../../src/imbalance/losses';

const { build, options } = losses.get('pairwise');

interface Row {
  readonly z: number;
  readonly y: number;
  readonly item: number;
}

const loss = (share: number) => build(options.parse({ share }), { positives: 1, negatives: 9 });
const tensors = (rows: readonly Row[]) =>
  [tf.tensor1d(rows.map(({ z }) => z)), tf.tensor1d(rows.map(({ y }) => y))] as const;
const itemsOf = (rows: readonly Row[]) => Int32Array.from(rows, ({ item }) => item);
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

const arbitraryRows = fc.array(
  fc.record({
    z: fc.integer({ min: -300, max: 300 }).map((n) => n / 10),
    y: fc.constantFrom(0, 0, 1),
    item: fc.integer({ min: -1, max: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('pairwise loss', () => {
  it("is the mean over each item's pairs of a positive and a negative, and cross-entropy", () => {
    fc.assert(
      fc.property(arbitraryRows, fc.constantFrom(0, 0.3, 0.9), (rows, share) => {
        const actual = tf.tidy(() =>
          loss(share)
            .of(...tensors(rows), 1, itemsOf(rows))
            .dataSync(),
        );
        rows.forEach(({ z, y, item }, i) => {
          const pairs = rows.filter((row) => row.item === item && !row.y).map((row) => softplus(row.z - z));
          const ranking = y && pairs.length ? pairs.reduce((a, b) => a + b) / pairs.length : 0;
          const expected = share * ranking + (1 - share) * (softplus(z) - y * z);
          assert.ok(
            Math.abs(actual[i] - expected) < 1e-4 * Math.max(1, expected),
            `${actual[i]}, expected ${expected}`,
          );
        });
      }),
      { numRuns: 60 },
    );
  });

  it('has the gradient of its definition', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        const [z, y] = tensors(rows);
        const ranking = tf.tidy(() => {
          const gradient = (share: number) =>
            tf
              .grad((x: tf.Tensor) => tf.sum(loss(share).of(x as tf.Tensor1D, y, 1, itemsOf(rows))))(z)
              .dataSync();
          const [entropy, mixed] = [gradient(0), gradient(0.5)];
          return mixed.map((g, i) => 2 * g - entropy[i]);
        });
        tf.dispose([z, y]);
        const expected = new Float64Array(rows.length);
        rows.forEach((positive, i) => {
          const negatives = rows.flatMap((row, j) => (row.item === positive.item && !row.y ? j : []));
          if (!positive.y) return;
          for (const j of negatives) {
            const slope = 1 / (1 + Math.exp(positive.z - rows[j].z)) / negatives.length;
            expected[i] -= slope;
            expected[j] += slope;
          }
        });
        expected.forEach((slope, i) => {
          assert.ok(Math.abs(ranking[i] - slope) < 1e-4, `${i}: ${ranking[i]}, expected ${slope}`);
        });
      }),
      { numRuns: 30 },
    );
  });
});
