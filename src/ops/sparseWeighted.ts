import * as tf from '@tensorflow/tfjs-core';
import { type Csr, transposeOf } from '../base/csr';
import { multiplySparse } from '../kernels/spmm';
import { dataOf, tensorOf } from './tensors';

/**
 * Sparse × dense product whose entries have a gradient: y_i = Σ_e w_e x_j over the entries e = (i, j), with
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
  const product = (matrix: Csr, numbers: Float32Array) =>
    tensorOf<tf.Rank.R2>(multiplySparse(matrix, numbers, D), [matrix.rows, D]);
  const op = tf.customGrad((...args) => {
    const [w, input] = args as tf.Tensor[];
    (args[2] as tf.GradSaveFunc)([w, input]);
    return {
      value: product({ ...csr, values: dataOf(w).slice() }, dataOf(input)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [kept, given] = saved.map((tensor) => dataOf(tensor).slice());
        const change = dataOf(dy).slice();
        const transposed = transposeOf(csr);
        const values = transposed.origin && Float32Array.from(transposed.origin, (e) => kept[e]);
        return [tensorOf(edgeProducts(csr, change, given, D), [entries]), product({ ...transposed, values }, change)];
      },
    };
  });
  return op(weights, x) as tf.Tensor2D;
}

/** a_i · b_j for each entry (i, j): a [rows, D], b [cols, D] → [nnz]. */
function edgeProducts({ rows, offsets, columns }: Csr, a: Float32Array, b: Float32Array, D: number): Float32Array {
  const products = new Float32Array(columns.length);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      for (let d = 0; d < D; d++) products[e] += a[i * D + d] * b[columns[e] * D + d];
  return products;
}
