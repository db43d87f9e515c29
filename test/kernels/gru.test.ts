import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { compiledKernels, ownKernels } from '../../src/kernels/compiled';
import { backwardCompiled, forwardCompiled } from '../../src/kernels/gruCompiled';
import { backwardPlain, forwardPlain } from '../../src/kernels/gruPlain';
import { type GruInputs, gru, gruLast } from '../../src/ops/gru';
import { assertSameWithoutFirst } from '../engine/compare';

const random = Random.of(1, 'gru test');
const numbers = (n: number, scale = 1) => Float32Array.from({ length: n }, () => scale * random.normal());

/** Random inputs; the first row is empty when there are more than two. */
function draw(B: number, T: number, F: number, H: number): GruInputs {
  return {
    x: numbers(B * T * F),
    mask: drawMask(B, T),
    kernel: numbers(F * 3 * H, 0.5),
    recurrent: numbers(H * 3 * H, 0.3),
    bias: numbers(3 * H),
    recurrentBias: numbers(3 * H),
    ...{ B, T, F, H },
  };
}

const GRADIENTS = ['dx', 'dKernel', 'dRecurrent', 'dBias', 'dRecurrentBias'] as const;

describe('GRU kernel', () => {
  const kernels = compiledKernels();
  before(function () {
    if (!kernels) this.skip();
  });

  // B, T, F, H: rows and units that fill the kernel's blocks, one too few, one too many, one alone.
  for (const [B, T, F, H] of [
    [1, 1, 1, 1],
    [4, 3, 8, 8],
    [3, 5, 2, 7],
    [5, 2, 9, 9],
    [131, 10, 21, 20],
    [256, 10, 16, 64],
  ])
    it(`agrees with plain TypeScript: B ${B}, T ${T}, F ${F}, H ${H}`, () => {
      assert(kernels);
      const inputs = draw(B, T, F, H);
      const dy = numbers(B * T * H);
      const expected = forwardPlain(inputs);
      assertClose(forwardCompiled(kernels, inputs), expected.hidden, 'hidden');
      const gradient = backwardCompiled(kernels, dy, inputs);
      const expectedGradient = backwardPlain(dy, expected, inputs);
      for (const name of GRADIENTS) assertClose(gradient[name], expectedGradient[name], name);
    });

  it('gives the same on several threads, gradients of weights but for the order of sums', () => {
    assert(kernels);
    const inputs = draw(500, 10, 5, 16);
    const dy = numbers(500 * 10 * 16);
    const expected = forwardCompiled(kernels, inputs).slice();
    const expectedGradient = backwardCompiled(kernels, dy, inputs);
    const kept = Object.fromEntries(Object.entries(expectedGradient).map(([name, values]) => [name, values.slice()]));
    const threaded = ownKernels(3);
    assert(threaded);
    assert.deepEqual(forwardCompiled(threaded, inputs), expected);
    const gradient = backwardCompiled(threaded, dy, inputs);
    for (const name of GRADIENTS) assertClose(gradient[name], kept[name], name, 1e-5);
  });

  it('saturates where the gates are far out', () => {
    assert(kernels);
    const inputs = { ...draw(4, 1, 1, 8), bias: Float32Array.from({ length: 24 }, (_, i) => (i % 2 ? 1e4 : -1e4)) };
    assertClose(forwardCompiled(kernels, inputs), forwardPlain(inputs).hidden, 'hidden');
  });

  it('is the same whatever ran before it', () => {
    assert(kernels);
    const inputs = draw(7, 4, 3, 6);
    const first = forwardCompiled(kernels, inputs).slice();
    forwardCompiled(kernels, draw(50, 4, 9, 30));
    assert.deepEqual(forwardCompiled(kernels, inputs), first);
  });

  it('has the same gradients where another forward pass, or anything else, came between its two', () => {
    assert(kernels);
    const inputs = draw(7, 4, 3, 6);
    const dy = numbers(7 * 4 * 6);
    forwardCompiled(kernels, inputs);
    const expected = backwardCompiled(kernels, dy, inputs).dx.slice();
    assert.deepEqual(backwardCompiled(kernels, dy, inputs).dx, expected, 'twice');
    forwardCompiled(kernels, inputs);
    forwardCompiled(kernels, draw(7, 4, 3, 6));
    assert.deepEqual(backwardCompiled(kernels, dy, inputs).dx, expected, 'another');
    forwardCompiled(kernels, inputs);
    kernels.reserve(1000, 1);
    kernels.floats(1000).view.fill(1);
    assert.deepEqual(backwardCompiled(kernels, dy, inputs).dx, expected, 'anything');
  });
});

describe('GRU', () => {
  const [B, T, F, H] = [5, 4, 3, 6];
  const mask = drawMask(B, T);
  const parts: Record<string, number[]> = {
    x: [B, T, F],
    kernel: [F, 3 * H],
    recurrent: [H, 3 * H],
    bias: [3 * H],
    recurrentBias: [3 * H],
  };
  const values = Object.values(parts).map((shape) => numbers(tf.util.sizeFromShape(shape), 0.5));
  const weighting = numbers(B * T * H);
  /** Σ weighting ∘ hidden states: a number that depends on all of them. */
  const loss = (...[x, kernel, recurrent, bias, recurrentBias]: tf.Tensor[]) =>
    tf.tidy(() => {
      const sequence = gru(
        x as tf.Tensor3D,
        tf.tensor2d(mask, [B, T]),
        kernel as tf.Tensor2D,
        recurrent as tf.Tensor2D,
        bias as tf.Tensor1D,
        recurrentBias as tf.Tensor1D,
      );
      return tf.sum(tf.mul(sequence, tf.tensor3d(weighting, [B, T, H]))) as tf.Scalar;
    });
  const tensors = () => Object.values(parts).map((shape, i) => tf.tensor(values[i].slice(), shape));

  it('has the gradients that finite differences give', () => {
    const gradients = tf.grads(loss)(tensors());
    Object.entries(parts).forEach(([name], part) => {
      const gradient = gradients[part].dataSync();
      for (let i = 0; i < gradient.length; i += Math.ceil(gradient.length / 12)) {
        const at = (step: number) =>
          tf.tidy(() => {
            const moved = tensors();
            const data = values[part].slice();
            data[i] += step;
            moved[part] = tf.tensor(data, moved[part].shape);
            return loss(...moved).dataSync()[0];
          });
        const expected = (at(0.01) - at(-0.01)) / 0.02;
        assert(
          Math.abs(gradient[i] - expected) < 3e-3 * Math.max(1, Math.abs(expected)),
          `${name}[${i}]: ${gradient[i]} ≠ ${expected}`,
        );
      }
    });
    tf.dispose(gradients);
  });

  it('carries the state over where the mask is 0, and starts at 0', () => {
    tf.tidy(() => {
      const [x, kernel, recurrent, bias, recurrentBias] = tensors();
      const steps = tf.tensor2d(
        [0, 1, 0, 1].flatMap((step) => new Array<number>(B).fill(step)),
        [4, B],
      );
      const inputs = [
        x as tf.Tensor3D,
        tf.transpose(steps) as tf.Tensor2D,
        kernel as tf.Tensor2D,
        recurrent as tf.Tensor2D,
        bias as tf.Tensor1D,
        recurrentBias as tf.Tensor1D,
      ] as const;
      const [h0, h1, h2, h3] = tf.unstack(gru(...inputs), 1).map((h) => h.dataSync());
      assert(h0.every((h) => h === 0));
      assert.notDeepEqual(h1, h0);
      assert.deepEqual(h2, h1);
      assert.notDeepEqual(h3, h2);
      assert.deepEqual(gruLast(...inputs).dataSync(), h3);
    });
  });

  it('has the same gradients by weights where x is a constant', () => assertSameWithoutFirst(loss, tensors));

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      tf.grads(loss)(tensors());
    });
    assert.equal(tf.memory().numTensors, before);
  });

  it('says which weights do not fit', () => {
    tf.tidy(() => {
      const [x, kernel, , bias, recurrentBias] = tensors();
      assert.throws(
        () =>
          gru(
            x as tf.Tensor3D,
            tf.ones([B, T]),
            kernel as tf.Tensor2D,
            tf.ones([H + 1, 3 * H]),
            bias as tf.Tensor1D,
            recurrentBias as tf.Tensor1D,
          ),
        /weights \[3,18\], \[7,18\], \[18\], \[18\] do not fit inputs \[5,4,3\]/,
      );
    });
  });
});

/** 0 or 1, [B, T]; the first row is empty when there are more than two. */
function drawMask(B: number, T: number): Float32Array {
  return Float32Array.from({ length: B * T }, (_, i) => (B > 2 && i < T ? 0 : Number(random.next() < 0.7)));
}

/** Gradients of weights are sums of B · T products, which plain, compiled and fused arithmetic round differently. */
function assertClose(actual: Float32Array, expected: Float32Array, name: string, tolerance = 5e-6): void {
  assert.equal(actual.length, expected.length, name);
  let scale = 1;
  for (const value of expected) scale = Math.max(scale, Math.abs(value));
  for (let i = 0; i < actual.length; i++)
    assert(Math.abs(actual[i] - expected[i]) < tolerance * scale, `${name}[${i}]: ${actual[i]} ≠ ${expected[i]}`);
}
