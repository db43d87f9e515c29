import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { BranchDropout } from '../../src/fusion/branchDropout';
import { assertGradients, normalTensor } from '../../src/testing/laws';

const SHAPES = [
  { name: 'features', units: 2 },
  { name: 'sequence', units: 3, stepUnits: 4 },
];
const [B, T, RATE] = [2000, 2, 0.3];

/** Branch dropout whose missing branches say something, and encodings of as many examples as asked for. */
function made(count: number) {
  const random = new Random(1);
  const dropout = new BranchDropout(SHAPES, RATE);
  for (const weight of dropout.weights().values()) weight.assign(normalTensor(weight.shape, random));
  const encodings = SHAPES.map(({ units, stepUnits }) => ({
    pooled: normalTensor<tf.Rank.R2>([count, units], random),
    ...(stepUnits
      ? { steps: normalTensor<tf.Rank.R3>([count, T, stepUnits], random), mask: tf.ones<tf.Rank.R2>([count, T]) }
      : {}),
  }));
  return { dropout, encodings };
}

const withDropout = (count: number, check: (made_: ReturnType<typeof made>) => void) =>
  tf.tidy(() => {
    const it = made(count);
    try {
      check(it);
    } finally {
      it.dropout.dispose();
    }
  });

const rows = (tensor: tf.Tensor) => tensor.arraySync() as number[][];

describe('branch dropout', () => {
  it('leaves each example as it is or puts the learned vector there, and never takes all branches away', () =>
    withDropout(B, ({ dropout, encodings }) => {
      const dropped = dropout.drop(encodings, new Random(2));
      const isMissing = SHAPES.map((_, b) => {
        const [own, now] = [rows(encodings[b].pooled), rows(dropped[b].pooled)];
        const [missing] = rows(dropout.missing(b, 1).pooled);
        return now.map((row, i) => {
          const isOwn = row.every((value, c) => value === own[i][c]);
          assert.ok(isOwn || row.every((value, c) => value === missing[c]), `branch ${b}, example ${i}`);
          return !isOwn;
        });
      });
      for (let i = 0; i < B; i++) assert.ok(!(isMissing[0][i] && isMissing[1][i]), `example ${i}`);
      // Where both would go, one of them stays.
      const expected = RATE - RATE ** 2 / 2;
      const error = Math.sqrt((expected * (1 - expected)) / B);
      for (const of of isMissing) {
        const share = of.filter(Boolean).length / B;
        assert.ok(Math.abs(share - expected) < 4 * error, `${share} are left out, expected ${expected}`);
      }
      assert.deepEqual(
        rows(dropped[1].mask!),
        isMissing[1].map((missing) => Array(T).fill(missing ? 0 : 1)),
      );
    }));

  it('is the same for the same stream, and another for another', () =>
    withDropout(50, ({ dropout, encodings }) => {
      const drop = (seed: number) => rows(dropout.drop(encodings, new Random(seed))[0].pooled);
      assert.deepEqual(drop(3), drop(3));
      assert.notDeepEqual(drop(3), drop(4));
    }));

  it('has gradients that equal finite differences, in the encodings and in what missing branches say', () =>
    withDropout(6, ({ dropout, encodings }) =>
      assertGradients(
        dropout,
        encodings.map(({ pooled }) => pooled),
        (pooled) => {
          const given = encodings.map((encoding, b) => ({ ...encoding, pooled: pooled[b] as tf.Tensor2D }));
          const dropped = dropout.drop(given, new Random(5));
          return tf.concat2d(
            dropped.map((one) => one.pooled),
            1,
          );
        },
      ),
    ));
});
