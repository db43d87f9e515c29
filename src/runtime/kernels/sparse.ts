import * as tf from '@tensorflow/tfjs-core';
import { type Csr, transpose } from '../../base/csr';
import { compiledKernels, type Kernels } from './compiled';
import { numbersOf, tensorOf } from './tensors';

const transposes = new WeakMap<Csr, Csr>();

/** The transpose of a matrix, made once. */
function transposeOf(csr: Csr): Csr {
  let transposed = transposes.get(csr);
  if (!transposed) {
    transposed = transpose(csr);
    transposes.set(csr, transposed);
  }
  return transposed;
}

/**
 * Sparse × dense product with its gradient: y = A x, dx = Aᵀ dy.
 * @param x [A.cols, D]
 * @returns [A.rows, D]
 */
export function spmm(csr: Csr, x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] !== csr.cols)
    throw new Error(`a ${csr.rows} × ${csr.cols} matrix cannot be multiplied with [${x.shape}]`);
  const op = tf.customGrad((...args) => {
    const [input] = args as tf.Tensor[];
    return {
      value: product(csr, input as tf.Tensor2D),
      gradFunc: (dy: tf.Tensor) => product(transposeOf(csr), dy as tf.Tensor2D),
    };
  });
  return op(x) as tf.Tensor2D;
}

function product(csr: Csr, x: tf.Tensor2D): tf.Tensor2D {
  const D = x.shape[1];
  const kernels = compiledKernels();
  const shape: [number, number] = [csr.rows, D];
  return kernels
    ? tensorOf<tf.Rank.R2>(multiplyInPlace(kernels, csr, numbersOf(x), D), shape)
    : tf.tensor2d(multiplyPlain(csr, numbersOf(x), D), shape);
}

/** A x on plain arrays: [A.cols × D] → [A.rows × D]. */
export function multiplySparse(csr: Csr, x: Float32Array, D: number): Float32Array {
  const kernels = compiledKernels();
  return kernels ? multiply(kernels, csr, x, D) : multiplyPlain(csr, x, D);
}

/** The same by the compiled kernel. */
export function multiply(kernels: Kernels, csr: Csr, x: Float32Array, D: number): Float32Array {
  return multiplyInPlace(kernels, csr, x, D).slice();
}

/** The product where the kernel left it: the next call overwrites it. */
function multiplyInPlace(
  kernels: Kernels,
  { rows, offsets, columns, values }: Csr,
  x: Float32Array,
  D: number,
): Float32Array {
  kernels.reserve(offsets.length + 2 * columns.length + x.length + rows * D, 5);
  const y = kernels.floats(rows * D);
  const pointers = [kernels.int(offsets), kernels.int(columns), kernels.float(values), kernels.float(x), y.at] as const;
  const ends = evenRows(offsets, columns.length * D < PARALLEL ? 1 : kernels.threads);
  kernels.runEach(
    'spmm',
    ends.map((end, i) => [i ? ends[i - 1] : 0, end, D, ...pointers]),
  );
  return y.view;
}

/** Fewer multiplications than this are done before other threads have woken. */
const PARALLEL = 500_000;

/** Cuts the rows into parts of about equally many entries: where each part ends. */
function evenRows(offsets: Int32Array, parts: number): number[] {
  const rows = offsets.length - 1;
  const ends: number[] = [];
  let row = 0;
  for (let part = 1; part < parts; part++) {
    while (row < rows && offsets[row] < (offsets[rows] * part) / parts) row++;
    ends.push(row);
  }
  return [...ends, rows];
}

/** And in plain TypeScript: the reference. */
export function multiplyPlain({ rows, offsets, columns, values }: Csr, x: Float32Array, D: number): Float32Array {
  const y = new Float32Array(rows * D);
  for (let i = 0; i < rows; i++) {
    const to = i * D;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const value = values[e];
      const from = columns[e] * D;
      for (let d = 0; d < D; d++) y[to + d] += value * x[from + d];
    }
  }
  return y;
}
