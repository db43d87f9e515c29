import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { compiledKernels, type Kernels } from '../kernels/compiled';
import { multiplyInPlace, multiplyPlain } from '../kernels/multiply';
import { runByRows } from '../kernels/rows';
import { transposeOf } from './sparse';
import { numbersOf, tensorOf } from './tensors';

/**
 * Sparse × dense product whose entries are learned: y_i = Σ_e w_e x_j over the entries e = (i, j), with the gradients
 * dx_j = Σ_e w_e dy_i and dw_e = dy_i · x_j. The values of the matrix are not read, only its places.
 * @param weights w, [nnz], in the matrix's order
 * @param x [cols, D]
 * @returns [rows, D]
 */
export function spmmWeighted(csr: Csr, weights: tf.Tensor1D, x: tf.Tensor2D): tf.Tensor2D {
  const entries = csr.columns.length;
  if (weights.shape[0] !== entries || x.shape[0] !== csr.cols)
    throw new Error(
      `weights [${weights.shape}] and [${x.shape}] do not fit a ${csr.rows} × ${csr.cols} matrix of ${entries} entries`,
    );
  const D = x.shape[1];
  const kernels = compiledKernels();
  const product = (matrix: Csr, numbers: Float32Array) =>
    tensorOf<tf.Rank.R2>(kernels ? multiplyInPlace(kernels, matrix, numbers, D) : multiplyPlain(matrix, numbers, D), [
      matrix.rows,
      D,
    ]);
  const op = tf.customGrad((...args) => {
    const [w, input] = args as tf.Tensor[];
    (args[2] as tf.GradSaveFunc)([w, input]);
    return {
      value: product({ ...csr, values: numbersOf(w) }, numbersOf(input)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [kept, given] = saved.map(numbersOf);
        const transposed = transposeOf(csr);
        const values = new Float32Array(entries);
        for (let e = 0; e < entries; e++) values[e] = kept[transposed.origin[e]];
        const products = kernels
          ? edgeProducts(kernels, csr, numbersOf(dy), given, D)
          : edgeProductsPlain(csr, numbersOf(dy), given, D);
        const dw = tensorOf(products, [entries]);
        return [dw, product({ ...transposed, values }, numbersOf(dy))];
      },
    };
  });
  return op(weights, x) as tf.Tensor2D;
}

/** a_i · b_j for each entry (i, j), by the compiled kernel, where it left it: a [rows, D], b [cols, D] → [nnz]. */
export function edgeProducts(kernels: Kernels, csr: Csr, a: Float32Array, b: Float32Array, D: number): Float32Array {
  const { offsets, columns } = csr;
  kernels.reserve(offsets.length + 2 * columns.length + a.length + b.length, 5);
  const products = kernels.floats(columns.length);
  runByRows(kernels, 'edgeProducts', csr, D, [
    D,
    kernels.int(offsets),
    kernels.int(columns),
    kernels.float(a),
    kernels.float(b),
    products.at,
  ]);
  return products.view;
}

/** And in plain TypeScript: the reference. */
export function edgeProductsPlain(
  { rows, offsets, columns }: Csr,
  a: Float32Array,
  b: Float32Array,
  D: number,
): Float32Array {
  const products = new Float32Array(columns.length);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      for (let d = 0; d < D; d++) products[e] += a[i * D + d] * b[columns[e] * D + d];
  return products;
}
