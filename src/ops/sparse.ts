import * as tf from '@tensorflow/tfjs-core';
import { type Csr, transposeOf } from '../base/csr';
import { multiplySparseInPlace } from '../kernels/spmm';
import { multiplyOnHeap } from './sparseHeap';
import { multiplyNative } from './sparseNative';
import { dataOf, tensorOf } from './tensors';

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
  return (
    multiplyNative(csr, x) ??
    multiplyOnHeap(csr, x) ??
    tensorOf<tf.Rank.R2>(multiplySparseInPlace(csr, dataOf(x), D), [csr.rows, D])
  );
}
