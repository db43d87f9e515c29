import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { adamCompiled } from '../../src/kernels/adam/compiled';
import { adamPlain } from '../../src/kernels/adam/plain';
import { compiledKernels } from '../../src/kernels/compiled';
import { Adam } from '../../src/training/adam';
import { assertClose } from '../helpers/laws';

const random = Random.of(1, 'Adam test');
const numbers = (n: number, scale = 1) => Float32Array.from({ length: n }, () => scale * random.normal());

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
    const adam = new Adam(ours, { learningRate: 0.01 });
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
    const adam = new Adam(weights, { learningRate: 0.1, clipNorm: 1 });
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
    const adam = new Adam([unread, read]);
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) adam.minimise(() => tf.sum(tf.square(read)));
    assert.equal(tf.memory().numTensors, before);
    assert.equal(unread.dataSync()[0], 2);
    assert(read.dataSync()[0] < 1);
    tf.dispose([read, unread]);
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
