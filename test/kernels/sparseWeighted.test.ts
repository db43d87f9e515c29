import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../../src/base/csr';
import { Random } from '../../src/base/random';
import { ownKernels } from '../../src/kernels/compiled';
import { edgeProducts, edgeProductsPlain, spmmWeighted } from '../../src/ops/sparseWeighted';
import { assertAgrees, assertClose, assertGradients } from '../engine/compare';
import { graphOf, HOLED, randomGraph } from './graphs';

const random = Random.of(1, 'weighted');
const numbers = (length: number) => Float32Array.from({ length }, () => random.normal());

/** The receiver of each entry. */
function receiversOf({ offsets, columns }: Csr): number[] {
  return Array.from(columns, (_, e) => offsets.findIndex((end) => end > e) - 1);
}

describe('sparse × dense with learned weights', () => {
  const kernels = ownKernels();
  const graphs = [HOLED, randomGraph(20, 15, 60), randomGraph(1, 9, 30), graphOf(3, 2, [])];

  // The compiled kernel goes through columns by 8, by 4 and singly.
  for (const D of [1, 3, 4, 8, 23, 64])
    it(`plain, compiled and dense products of ends agree: ${D} columns`, () => {
      for (const csr of graphs) {
        const [a, b] = [numbers(csr.rows * D), numbers(csr.cols * D)];
        const expected = receiversOf(csr).map((i, e) => {
          let sum = 0;
          for (let d = 0; d < D; d++) sum += a[i * D + d] * b[csr.columns[e] * D + d];
          return sum;
        });
        assertClose(edgeProductsPlain(csr, a, b, D), expected, 1e-5, 'plain');
        if (kernels) assertClose(edgeProducts(kernels, csr, a, b, D), expected, 1e-5, 'compiled');
      }
    });

  it('is the product of tfjs with a dense matrix, gradients included', async () => {
    const csr = randomGraph(12, 10, 50);
    const places = receiversOf(csr).map((i, e) => [i, csr.columns[e]]);
    const dense = (w: tf.Tensor, x: tf.Tensor) => {
      // [rows·cols, nnz]: where in the matrix each entry stands.
      const stands = tf.oneHot(
        places.map(([i, j]) => i * csr.cols + j),
        csr.rows * csr.cols,
      );
      const matrix = tf.matMul(tf.reshape(w, [1, -1]), tf.cast(stands, 'float32'));
      return tf.matMul(tf.reshape(matrix, [csr.rows, csr.cols]) as tf.Tensor2D, x as tf.Tensor2D);
    };
    const outcome = (f: (w: tf.Tensor, x: tf.Tensor) => tf.Tensor) =>
      tf.tidy(() => {
        const inputs = [tf.tensor1d(values.w.slice()), tf.tensor2d(values.x.slice(), [csr.cols, 6])];
        const gradients = tf.grads(f)(inputs, tf.tensor2d(values.dy.slice(), [csr.rows, 6]));
        return [f(inputs[0], inputs[1]), ...gradients].map((tensor) => tensor.dataSync());
      });
    const values = { w: numbers(50), x: numbers(csr.cols * 6), dy: numbers(csr.rows * 6) };
    const actual = outcome((w, x) => spmmWeighted(csr, w as tf.Tensor1D, x as tf.Tensor2D));
    const before = tf.getBackend();
    await tf.setBackend('cpu');
    const expected = outcome(dense);
    await tf.setBackend(before);
    for (const [i, name] of ['y', 'dw', 'dx'].entries()) assertClose(actual[i], expected[i], 1e-5, name);
  });

  it('gives the same bits on several threads', function () {
    const threaded = ownKernels(3);
    if (!kernels || !threaded) this.skip();
    const D = 30;
    const csr = randomGraph(2000, 1500, 30_000);
    const [a, b] = [numbers(csr.rows * D), numbers(csr.cols * D)];
    assert.deepEqual(edgeProducts(threaded, csr, a, b, D).slice(), edgeProducts(kernels, csr, a, b, D).slice());
  });

  for (const [name, csr] of [
    ['a random graph', randomGraph(7, 5, 20)],
    ['one with empty rows and columns', HOLED],
    ['one without edges', graphOf(4, 3, [])],
  ] as const)
    it(`its gradients are those of finite differences and of every engine: ${name}`, async () => {
      const computation = {
        shapes: [[csr.columns.length], [csr.cols, 6]],
        f: (w: tf.Tensor, x: tf.Tensor) => spmmWeighted(csr, w as tf.Tensor1D, x as tf.Tensor2D),
      };
      await assertGradients(computation);
      await assertAgrees(computation);
    });

  it('leaves no tensors behind', () => {
    const inputs = [tf.ones([5]), tf.ones([HOLED.cols, 6])];
    const before = tf.memory().numTensors;
    const f = (w: tf.Tensor, x: tf.Tensor) => spmmWeighted(HOLED, w as tf.Tensor1D, x as tf.Tensor2D);
    f(inputs[0], inputs[1]).dispose();
    tf.dispose(tf.grads(f)(inputs));
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(inputs);
  });

  it('says which shapes do not fit', () => {
    tf.tidy(() => {
      const wrong = /do not fit a 6 × 4 matrix of 5 entries/;
      assert.throws(() => spmmWeighted(HOLED, tf.ones([4]), tf.ones([4, 2])), wrong);
      assert.throws(() => spmmWeighted(HOLED, tf.ones([5]), tf.ones([6, 2])), wrong);
    });
  });
});
