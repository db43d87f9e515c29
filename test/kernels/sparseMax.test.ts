import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../../src/base/csr';
import { Random } from '../../src/base/random';
import { type Kernels, ownKernels } from '../../src/kernels/compiled';
import { maxBackCompiled, maxCompiled } from '../../src/kernels/spmmMax/compiled';
import { maxBackPlain, maxPlain } from '../../src/kernels/spmmMax/plain';
import { spmmMax } from '../../src/ops/sparseMax';
import { assertAgrees, assertGradients } from '../engine/compare';
import { graphOf, HOLED, randomGraph } from './graphs';

/** Few different numbers, so that many are equal. */
function drawTied(length: number, seed = 1): Float32Array {
  const random = Random.of(seed, 'maximum');
  return Float32Array.from({ length }, () => random.int(5) - 2);
}

interface Outcome {
  y: Float32Array;
  dx: Float32Array;
}

/** The definition, a column of a row at a time. */
function bruteForce({ rows, cols, offsets, columns }: Csr, x: Float32Array, dy: Float32Array, D: number): Outcome {
  const y = new Float32Array(rows * D);
  const dx = new Float32Array(cols * D);
  for (let i = 0; i < rows; i++)
    for (let d = 0; d < D; d++) {
      const places = [...columns.subarray(offsets[i], offsets[i + 1])].map((j) => j * D + d);
      if (!places.length) continue;
      y[i * D + d] = Math.max(...places.map((at) => x[at]));
      const first = places.find((at) => x[at] === y[i * D + d]);
      assert(first !== undefined);
      dx[first] += dy[i * D + d];
    }
  return { y, dx };
}

function plain(csr: Csr, x: Float32Array, dy: Float32Array, D: number): Outcome {
  const { y, argmax } = maxPlain(csr, x, D);
  return { y, dx: maxBackPlain(csr, dy, argmax, D) };
}

function compiled(kernels: Kernels, csr: Csr, x: Float32Array, dy: Float32Array, D: number): Outcome {
  const { y, argmax } = maxCompiled(kernels, csr, x, D);
  return { y: y.slice(), dx: maxBackCompiled(kernels, csr, dy, argmax, D).slice() };
}

describe('maximum of neighbours', () => {
  const kernels = ownKernels();

  // The compiled kernel goes through columns by 16, by 4 and singly.
  for (const D of [1, 3, 4, 23, 64])
    it(`plain, compiled and the definition agree, and the first of equals gets the gradient: ${D} columns`, () => {
      for (const csr of [HOLED, randomGraph(20, 15, 60), randomGraph(1, 9, 30), graphOf(3, 2, [])]) {
        const [x, dy] = [drawTied(csr.cols * D), drawTied(csr.rows * D, 2)];
        const expected = bruteForce(csr, x, dy, D);
        assert.deepEqual(plain(csr, x, dy, D), expected);
        if (kernels) assert.deepEqual(compiled(kernels, csr, x, dy, D), expected);
      }
    });

  it('gives the same bits on several threads, and whatever ran before', function () {
    const threaded = ownKernels(3);
    if (!kernels || !threaded) this.skip();
    const D = 30;
    const csr = randomGraph(20_000, 1500, 30_000);
    const [x, dy] = [drawTied(csr.cols * D), drawTied(csr.rows * D, 2)];
    const expected = compiled(kernels, csr, x, dy, D);
    assert.deepEqual(compiled(threaded, csr, x, dy, D), expected);
    maxCompiled(kernels, HOLED, drawTied(HOLED.cols * 50), 50);
    assert.deepEqual(compiled(kernels, csr, x, dy, D), expected);
  });

  it('is not a number where a neighbour is not', () => {
    const x = Float32Array.of(Number.NaN, 1, 2);
    const csr = graphOf(3, 3, [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
      [2, 2],
    ]);
    const expected = [Number.NaN, Number.NaN, 2];
    assert.deepEqual([...maxPlain(csr, x, 1).y], expected);
    if (kernels) assert.deepEqual([...maxCompiled(kernels, csr, x, 1).y], expected);
  });

  for (const [name, csr] of [
    ['a random graph', randomGraph(7, 5, 20)],
    ['one with empty rows and columns', HOLED],
    ['one without edges', graphOf(4, 3, [])],
  ] as const)
    it(`its gradient is that of finite differences and of every engine: ${name}`, async () => {
      // Far apart, so that a small step makes no other the largest.
      const apart = Float32Array.from({ length: csr.cols * 6 }, (_, i) => (i * 7) % (csr.cols * 6));
      const computation = {
        shapes: [[csr.cols, 6]],
        f: (x: tf.Tensor) => spmmMax(csr, tf.add(x, tf.tensor2d(apart, [csr.cols, 6])) as tf.Tensor2D),
        low: -0.1,
        high: 0.1,
      };
      await assertGradients(computation);
      await assertAgrees(computation);
    });

  it('leaves no tensors behind', () => {
    const x = tf.ones([HOLED.cols, 6]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    spmmMax(HOLED, x).dispose();
    tf.grad((z) => tf.square(spmmMax(HOLED, z as tf.Tensor2D)))(x).dispose();
    assert.equal(tf.memory().numTensors, before);
    x.dispose();
  });

  it('says which shapes do not fit', () => {
    tf.tidy(() => {
      assert.throws(() => spmmMax(HOLED, tf.ones([6, 2])), /\[6,2\] has no row for each column of a 6 × 4 graph/);
    });
  });
});
