import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { Dense } from '../../src/nn/dense';
import { dropout } from '../../src/nn/dropout';
import { glorotUniform, normal } from '../../src/nn/initializers';
import { assertClose } from '../engine/compare';

describe('a dense layer', () => {
  for (const activation of ['linear', 'relu'] as const)
    it(`is x W + b, ${activation}`, () => {
      const layer = new Dense(3, 2, new Random(1), activation);
      const [kernel, bias] = [...layer.weights().values()];
      tf.tidy(() => bias.assign(tf.tensor1d([0.5, -0.25])));
      const x = [1, -2, 0.5, 3, 0, -1];
      const w = kernel.dataSync();
      const expected = [0, 1].flatMap((row) =>
        [0, 1].map((unit) => {
          const sum = [0, 1, 2].reduce((total, i) => total + x[3 * row + i] * w[2 * i + unit], [0.5, -0.25][unit]);
          return activation === 'relu' ? Math.max(0, sum) : sum;
        }),
      );
      tf.tidy(() => {
        assertClose(layer.call(tf.tensor2d(x, [2, 3])).dataSync(), expected, 1e-6, 'y');
      });
      assert.equal(layer.units, 2);
      assert.equal(layer.parameterCount, 3 * 2 + 2);
      layer.dispose();
    });
});

describe('dropout', () => {
  const n = 20_000;

  it('drops the share asked for and keeps the expectation', () => {
    const y = tf.tidy(() => dropout(tf.ones([n]), 0.3, new Random(1)).dataSync());
    const kept = y.filter((value) => value !== 0);
    // Five standard deviations of a binomial share.
    assert(Math.abs(kept.length / n - 0.7) < 5 * Math.sqrt((0.3 * 0.7) / n));
    assert(kept.every((value) => Math.abs(value - 1 / 0.7) < 1e-6));
  });

  it('depends on its seed alone, and does nothing in prediction or at rate 0', () => {
    tf.tidy(() => {
      const x = tf.ones([50]);
      const drop = (seed: number) => dropout(x, 0.5, new Random(seed)).dataSync();
      assert.deepEqual(drop(1), drop(1));
      assert.notDeepEqual(drop(1), drop(2));
      assert.equal(dropout(x, 0.5, undefined), x);
      assert.equal(dropout(x, 0, new Random(1)), x);
    });
  });
});

describe('initial weights', () => {
  const moments = (values: ArrayLike<number>) => {
    const numbers = Array.from(values);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    return { mean, variance: numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length };
  };

  it('of Glorot and Bengio are uniform in ±√(6 / (fan in + fan out))', () => {
    const values = tf.tidy(() => glorotUniform([200, 100], new Random(1)).dataSync());
    const limit = Math.sqrt(6 / 300);
    assert(values.every((value) => Math.abs(value) <= limit));
    const { mean, variance } = moments(values);
    assert(Math.abs(mean) < 0.02 * limit && Math.abs(variance / (limit ** 2 / 3) - 1) < 0.03, `${mean}, ${variance}`);
  });

  it('may be normal', () => {
    const { mean, variance } = moments(tf.tidy(() => normal([200, 100], 0.1, new Random(1)).dataSync()));
    assert(Math.abs(mean) < 0.004 && Math.abs(variance / 0.01 - 1) < 0.05, `${mean}, ${variance}`);
  });
});
