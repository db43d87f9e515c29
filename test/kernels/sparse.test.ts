import assert from 'node:assert/strict';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { type Csr, csrOf } from '../../src/base/csr';
import { Random } from '../../src/base/random';
import { tensorflow } from '../../src/engine/native/operations';
import { wasmHeap } from '../../src/engine/wasmHeap';
import { ownKernels } from '../../src/kernels/compiled';
import { multiplyCompiled } from '../../src/kernels/spmm/compiled';
import { multiplyPlain } from '../../src/kernels/spmm/plain';
import { spmm } from '../../src/ops/sparse';
import { assertAgrees, assertClose, assertGradients } from '../engine/compare';

/** A random matrix whose entries are there with this probability; some twice, as edges may be. */
function sparse(rows: number, cols: number, probability: number, seed = 1): Csr {
  const random = Random.of(seed, 'sparse');
  const places: [number, number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < cols; j++)
      for (let twice = 0; twice < 2; twice++) if (random.next() < probability) places.push([i, j]);
  return csrOf(
    Int32Array.from(places, ([i]) => i),
    Int32Array.from(places, ([, j]) => j),
    Float32Array.from(places, () => random.normal()),
    rows,
    cols,
  );
}

/** [rows × cols], row by row. */
function dense({ rows, cols, offsets, columns, values }: Csr): Float64Array {
  const matrix = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) matrix[i * cols + columns[e]] += values[e];
  return matrix;
}

/** A x by the definition, in double precision. */
function denseProduct(csr: Csr, x: Float32Array, D: number): Float64Array {
  const a = dense(csr);
  const y = new Float64Array(csr.rows * D);
  for (let i = 0; i < csr.rows; i++)
    for (let d = 0; d < D; d++) for (let j = 0; j < csr.cols; j++) y[i * D + d] += a[i * csr.cols + j] * x[j * D + d];
  return y;
}

function numbers(length: number, seed = 2): Float32Array {
  const random = Random.of(seed, 'dense');
  return Float32Array.from({ length }, () => random.normal());
}

/** In the first and last rows and a column nothing stands. */
const HOLED = csrOf(
  Int32Array.of(1, 1, 2, 4, 4),
  Int32Array.of(0, 3, 0, 1, 3),
  Float32Array.of(1, -2, 0.5, 3, 0),
  6,
  4,
);

describe('sparse × dense', () => {
  // The compiled kernel goes through columns by 32, by 4 and singly: each alone, and all in one row.
  for (const D of [1, 3, 4, 6, 32, 39, 64])
    it(`plain, compiled and dense products agree: ${D} columns`, () => {
      const kernels = ownKernels();
      for (const csr of [sparse(9, 7, 0.3), sparse(1, 30, 0.9), sparse(40, 2, 0.05), sparse(5, 5, 0), HOLED]) {
        const x = numbers(csr.cols * D);
        const plain = multiplyPlain(csr, x, D);
        assertClose(plain, denseProduct(csr, x, D), 1e-5, 'plain');
        if (kernels) assertClose(multiplyCompiled(kernels, csr, x, D), plain, 1e-6, 'compiled');
      }
    });

  it('plain and compiled products agree where rows are prefetched', function () {
    const kernels = ownKernels();
    if (!kernels) this.skip();
    // More numbers than caches hold; a row of more entries than are prefetched together, one of a single entry.
    const cols = 66_000;
    const random = Random.of(3, 'prefetched');
    const rows = Int32Array.from([...new Array(200).fill(0), 2, ...new Array(90).fill(3)]);
    const csr = csrOf(
      rows,
      rows.map(() => Math.floor(cols * random.next())),
      Float32Array.from(rows, () => random.normal()),
      5,
      cols,
    );
    for (const D of [64, 73]) {
      const x = numbers(cols * D);
      assertClose(multiplyCompiled(kernels, csr, x, D), multiplyPlain(csr, x, D), 1e-5, 'compiled');
    }
  });

  it('is linear and the same whatever ran before it', () => {
    const csr = sparse(8, 6, 0.4);
    const product = (x: Float32Array, D: number) =>
      tf.tidy(() => spmm(csr, tf.tensor2d(x, [6, D])).dataSync() as Float32Array);
    const x = numbers(18);
    const first = product(x, 3);
    product(numbers(6 * 50), 50);
    assert.deepEqual(product(x, 3), first);
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (factor) => {
        const scaled = product(
          x.map((value) => value * factor),
          3,
        );
        assertClose(
          scaled,
          first.map((value) => value * factor),
          1e-5,
          'scaled',
        );
      }),
      { numRuns: 20 },
    );
  });

  for (const [name, csr] of [
    ['a random matrix', sparse(7, 5, 0.3)],
    ['one with empty rows and columns', HOLED],
    ['one without entries', sparse(4, 3, 0)],
  ] as const)
    for (const D of [3, 8])
      it(`its gradient is that of finite differences and of every engine: ${name}, ${D} columns`, async () => {
        const computation = { shapes: [[csr.cols, D]], f: (x: tf.Tensor) => spmm(csr, x as tf.Tensor2D) };
        await assertGradients(computation);
        await assertAgrees(computation);
      });

  it('has the second use of an input add to its gradient', async () => {
    const square = sparse(5, 5, 0.4);
    await assertGradients({
      shapes: [[5, 3]],
      f: (x) => tf.mul(spmm(square, spmm(square, x as tf.Tensor2D)), x),
    });
  });

  it('keeps no copies of matrices that are used once', function () {
    const engine = tensorflow();
    if (!engine && tf.getBackend() !== 'wasm') this.skip();
    const x = tf.ones([400, 4]) as tf.Tensor2D;
    const use = () => {
      for (let i = 0; i < 40; i++) spmm(sparse(300, 400, 0.2, i), x).dispose();
    };
    if (engine) {
      let kept = 0;
      const { make, free } = engine;
      engine.make = (...args) => {
        if (args[0] === 'SparseTensorToCSRSparseMatrix') kept++;
        return make.apply(engine, args);
      };
      engine.free = (handle) => {
        kept--;
        free.call(engine, handle);
      };
      use();
      Object.assign(engine, { make, free });
      // Each also freed the two handles that it was made of.
      assert.equal(kept, 40 * (1 - 3));
    } else {
      const heap = wasmHeap(tf.backend() as BackendWasm);
      use();
      const before = heap.HEAPU8.length;
      use();
      assert.equal(heap.HEAPU8.length, before);
    }
    x.dispose();
  });

  it('is the same at first use, at the second and later', () => {
    const csr = sparse(30, 40, 0.2);
    tf.tidy(() => {
      const x = tf.tensor2d(numbers(160), [40, 4]);
      const [first, ...others] = [1, 2, 3].map(() => Array.from(spmm(csr, x).dataSync()));
      for (const other of others) assert.deepEqual(other, first);
    });
  });

  it('leaves no tensors behind', () => {
    const csr = sparse(7, 5, 0.3);
    const x = tf.ones([5, 6]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    spmm(csr, x).dispose();
    tf.grad((z) => tf.square(spmm(csr, z as tf.Tensor2D)))(x).dispose();
    assert.equal(tf.memory().numTensors, before);
    x.dispose();
  });

  it('says which shapes do not fit', () => {
    tf.tidy(() => {
      assert.throws(() => spmm(sparse(7, 5, 0.3), tf.ones([6, 2])), /7 × 5 matrix cannot be multiplied with \[6,2\]/);
    });
  });
});
