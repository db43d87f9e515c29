import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../../src/base/random';
import { operators } from '../../../src/fusion/operators';
import { valuesOf } from '../../../src/testing/laws';

const kind = operators.get('noisy-or');

/** The fused logit of one example, from each branch's. */
function fuse(logits: readonly number[]): tf.Tensor2D {
  const branches = logits.map((_, b) => ({ name: `branch ${b}`, units: 1 }));
  const operator = kind.build(kind.options.parse({}), branches, new Random(1));
  return operator.fuse(logits.map((logit) => ({ pooled: tf.tensor2d([[logit]]) })));
}

const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
const logits = (limit: number) =>
  fc.array(fc.double({ min: -limit, max: limit, noNaN: true }), { minLength: 1, maxLength: 4 });

describe('noisy-or', () => {
  it('is 1 − Π (1 − p) of any number of probabilities', () =>
    fc.assert(
      fc.property(logits(6), (given) => {
        const expected = 1 - given.reduce((none, z) => none * (1 - sigmoid(z)), 1);
        const [logit] = valuesOf(() => fuse(given));
        assert.ok(Math.abs(sigmoid(logit) - expected) < 1e-5, `σ(${logit}), expected ${expected}`);
      }),
    ));

  it('says what the surest branch says where that is far from even, however far', () => {
    const close = (given: number[], expected: number) => {
      const [logit] = valuesOf(() => fuse(given));
      assert.ok(Math.abs(logit - expected) < 1e-4 * Math.abs(expected), `${given}: ${logit}, expected ${expected}`);
    };
    // Probabilities of e⁻⁹⁰ and less are 0 in single precision, and so are 1 − p of as much.
    close([-90, -120], -90);
    close([-90, -90], -90 + Math.log(2));
    close([80, -500], 80);
    close([80, 70], 150);
  });

  it('has a finite gradient: the share of each cause in the odds, and more than 0 from any to all', () =>
    fc.assert(
      fc.property(logits(100), (given) => {
        const gradients = tf.tidy(() => {
          const inputs = given.map((logit) => tf.scalar(logit));
          const fused = tf.grads((...x: tf.Tensor[]) => {
            const branches = x.map((_, b) => ({ name: `branch ${b}`, units: 1 }));
            const operator = kind.build(kind.options.parse({}), branches, new Random(1));
            return operator.fuse(x.map((each) => ({ pooled: tf.reshape(each, [1, 1]) })));
          });
          return fused(inputs).map((gradient) => gradient.dataSync()[0]);
        });
        for (const gradient of gradients) assert.ok(gradient >= 0 && gradient <= 1 + 1e-5, String(gradients));
        // At least one cause moves the outcome as it moves itself, or half of two alike.
        assert.ok(Math.max(...gradients) > 0.99 / given.length, String(gradients));
      }),
    ));
});
