import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { adamCompiled } from '../../src/kernels/adam/compiled';
import { adamPlain } from '../../src/kernels/adam/plain';
import { compiledKernels } from '../../src/kernels/compiled';
import { assertClose } from '../../src/testing/laws';
import { Adam } from '../../src/training/adam';

const random = Random.of(1, 'Adam test');
const numbers = (n: number, scale = 1) => Float32Array.from({ length: n }, () => scale * random.normal());

/** Weights by name. */
const named = (weights: readonly tf.Variable[]) => new Map(weights.map((weight, i) => [`weight ${i}`, weight]));

describe('Adam', () => {
  /** Of a matrix and a vector whose numbers do not fill the kernel's fours. */
  const start = [tf.keep(tf.tensor2d(numbers(15), [5, 3])), tf.keep(tf.tensor1d(numbers(3)))];
  const target = tf.keep(tf.tensor2d(numbers(12), [4, 3]));
  const x = tf.keep(tf.tensor2d(numbers(20), [4, 5]));
  after(() => tf.dispose([...start, target, x]));
  const lossOf =
    ([matrix, vector]: tf.Tensor[]) =>
    () =>
      tf.mean(tf.squaredDifference(tf.add(tf.matMul(x, matrix as tf.Tensor2D), vector), target)) as tf.Scalar;

  it('walks as tfjs’s own does', () => {
    const [ours, theirs] = [0, 1].map(() => start.map((tensor) => tf.variable(tensor)));
    const adam = new Adam(named(ours), { learningRate: 0.01 });
    const reference = tf.train.adam(0.01);
    for (let step = 0; step < 30; step++) {
      adam.minimise(lossOf(ours));
      tf.tidy(() => void reference.minimize(lossOf(theirs), false, theirs));
    }
    // tfjs takes 1 − β₂ᵗ in single precision, which is off by 1 in 10⁵ at first.
    for (const [i, weight] of ours.entries()) assertClose(weight.dataSync(), theirs[i].dataSync(), 2e-5, `weight ${i}`);
    reference.dispose();
    tf.dispose([ours, theirs]);
  });

  it('scales gradients down to the length asked for, and not up', () => {
    // The first step is by α · sign(g) whatever the scale; the second one tells: g is (6, 8), then (0.3, 0.4).
    const weights = [tf.variable(tf.tensor1d([0])), tf.variable(tf.tensor1d([0]))];
    const adam = new Adam(named(weights), { learningRate: 0.1, clipNorm: 1 });
    const slope = (a: number, b: number) => () =>
      tf.add(tf.mul(a, tf.sum(weights[0])), tf.mul(b, tf.sum(weights[1]))) as tf.Scalar;
    adam.minimise(slope(6, 8));
    adam.minimise(slope(0.3, 0.4));
    const expected = (g1: number, g2: number) => {
      const m = (0.9 * 0.1 * g1 + 0.1 * g2) / (1 - 0.9 ** 2);
      const v = (0.999 * 0.001 * g1 ** 2 + 0.001 * g2 ** 2) / (1 - 0.999 ** 2);
      return -0.1 - (0.1 * m) / Math.sqrt(v);
    };
    assertClose(weights[0].dataSync(), [expected(0.6, 0.3)], 1e-5, 'weight');
    assertClose(weights[1].dataSync(), [expected(0.8, 0.4)], 1e-5, 'weight');
    tf.dispose(weights);
  });

  it('leaves a weight that the loss does not read where it is, and no tensors behind', () => {
    const [read, unread] = [1, 2].map((value) => tf.variable(tf.tensor1d([value])));
    const adam = new Adam(named([unread, read]));
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) adam.minimise(() => tf.sum(tf.square(read)));
    assert.equal(tf.memory().numTensors, before);
    assert.equal(unread.dataSync()[0], 2);
    assert(read.dataSync()[0] < 1);
    tf.dispose([read, unread]);
  });

  it('shrinks each weight by the decay times the learning rate, apart from its gradient', () => {
    const [decayed, plain] = [0.1, 0].map((weightDecay) => {
      const weight = tf.variable(tf.tensor1d([2, -3]));
      const adam = new Adam(named([weight]), { learningRate: 0.01, weightDecay });
      // The gradient does not depend on the weight, so that both take the same steps.
      for (let step = 0; step < 3; step++) adam.minimise(() => tf.sum(tf.mul(weight, [1, -2])), 0.5);
      const values = [...weight.dataSync()];
      weight.dispose();
      return values;
    });
    const step = (from: number, to: number) => (to - from) / 3;
    [2, -3].forEach((start, i) => {
      let expected = start;
      for (let t = 0; t < 3; t++) expected = expected * (1 - 0.5 * 0.01 * 0.1) + step(start, plain[i]);
      assertClose([decayed[i]], [expected], 1e-6, `weight ${i}`);
    });
  });

  it('moves by the factor of the learning rate that it is told', () => {
    const weights = [1, 0.25].map((factor) => {
      const weight = tf.variable(tf.tensor1d([0]));
      new Adam(named([weight]), { learningRate: 0.1 }).minimise(() => tf.sum(tf.mul(weight, 3)), factor);
      const [value] = weight.dataSync();
      weight.dispose();
      return value;
    });
    assertClose(weights, [-0.1, -0.025], 1e-6, 'weights after a step');
  });

  it('leaves frozen weights as they are, to the bit, decay or not, and clips without them', () => {
    const run = (weights: tf.Variable[], isFrozen?: (name: string) => boolean) => {
      const adam = new Adam(named(weights), { learningRate: 0.1, clipNorm: 1, weightDecay: 0.1 });
      for (let step = 0; step < 2; step++)
        adam.minimise(
          () => tf.addN(weights.map((weight, i) => tf.sum(tf.mul(weight, 10 ** (1 - step * i))))) as tf.Scalar,
          1,
          isFrozen,
        );
      const values = weights.map((weight) => weight.dataSync()[0]);
      tf.dispose(weights);
      return values;
    };
    const variable = (value: number) => tf.variable(tf.tensor1d([value]));
    const [alone] = run([variable(2)]);
    const [moved, kept] = run([variable(2), variable(1 / 3)], (name) => name === 'weight 1');
    assert.equal(kept, Math.fround(1 / 3));
    assert.equal(moved, alone);
  });

  it('moves nothing by a loss that is not finite', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const weight = tf.variable(tf.tensor1d([2]));
      const adam = new Adam(named([weight]), { weightDecay: 0.1 });
      const loss = adam.minimise(() => tf.mul(tf.sum(weight), wrong));
      assert.ok(!Number.isFinite(loss));
      assert.equal(weight.dataSync()[0], 2);
      weight.dispose();
    }
  });

  it('is the same in plain TypeScript', function () {
    const kernels = compiledKernels();
    if (!kernels) return this.skip();
    const arrays = () => ({
      weights: numbers(24),
      gradients: numbers(24),
      first: numbers(24, 0.1),
      second: numbers(24).map((value) => value ** 2),
    });
    const given = arrays();
    const copy = structuredClone(given);
    const rates = { learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-3, clipNorm: 2 };
    adamCompiled(kernels, given, rates, 3);
    adamPlain(copy, rates, 3);
    for (const name of ['weights', 'first', 'second'] as const) assertClose(given[name], copy[name], 1e-6, name);
  });
});
