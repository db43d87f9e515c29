import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { losses } from '../../../src/imbalance/losses';

const { build, options } = losses.get('listwise');

function lossOf(share: number, rows: readonly Row[], items?: Int32Array): number {
  const loss = build(options.parse({ share }), { positives: 1, negatives: 9 });
  return tf.tidy(
    () =>
      tf
        .mean(loss.of(tf.tensor1d(rows.map(({ z }) => z)), tf.tensor1d(rows.map(({ y }) => y)), 1, items))
        .dataSync()[0],
  );
}

interface Row {
  readonly z: number;
  readonly y: number;
  readonly item: number;
}

const itemsOf = (rows: readonly Row[]) => Int32Array.from(rows, ({ item }) => item);
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

const arbitraryRows = fc.array(
  fc.record({
    z: fc.integer({ min: -300, max: 300 }).map((n) => n / 10),
    y: fc.constantFrom(0, 0, 1),
    item: fc.integer({ min: -1, max: 4 }),
  }),
  { minLength: 1, maxLength: 30 },
);

describe('listwise loss', () => {
  it('is the mean of the softmax over the rows of each item and of cross-entropy', () => {
    fc.assert(
      fc.property(arbitraryRows, fc.constantFrom(0, 0.3, 0.9), (rows, share) => {
        const expected = mean(
          rows.map(({ z, y, item }) => {
            const others = rows.filter((row) => row.item === item).map((row) => row.z);
            const highest = Math.max(...others);
            const logSum = highest + Math.log(others.reduce((sum, other) => sum + Math.exp(other - highest), 0));
            const softplus = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
            return share * y * (logSum - z) + (1 - share) * (softplus - y * z);
          }),
        );
        const actual = lossOf(share, rows, itemsOf(rows));
        assert.ok(Math.abs(actual - expected) < 1e-4 * Math.max(1, expected), `${actual}, expected ${expected}`);
      }),
      { numRuns: 60 },
    );
  });

  it('takes all rows for one item where none are named', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        assert.equal(lossOf(0.5, rows), lossOf(0.5, rows, new Int32Array(rows.length).fill(3)));
      }),
      { numRuns: 20 },
    );
  });

  it('moves positives against the rows of their own item alone', () => {
    const rows: Row[] = [
      { z: 0, y: 1, item: 0 },
      { z: 1, y: 0, item: 0 },
      { z: 2, y: 0, item: 1 },
    ];
    const gradient = (share: number) =>
      tf.tidy(() =>
        tf
          .grad((z: tf.Tensor) =>
            tf.mean(
              build(options.parse({ share }), { positives: 1, negatives: 2 }).of(
                z as tf.Tensor1D,
                tf.tensor1d(rows.map(({ y }) => y)),
                1,
                itemsOf(rows),
              ),
            ),
          )(tf.tensor1d(rows.map(({ z }) => z)))
          .dataSync(),
      );
    const entropy = gradient(0);
    const mixed = gradient(0.9);
    const ranking = mixed.map((g, i) => (g - 0.1 * entropy[i]) / 0.9);
    const p = 1 / (1 + Math.E);
    for (const [i, expected] of [(p - 1) / 3, (1 - p) / 3, 0].entries())
      assert.ok(Math.abs(ranking[i] - expected) < 1e-5, `${i}: ${ranking[i]}, expected ${expected}`);
  });
});
