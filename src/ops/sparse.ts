import * as tf from '@tensorflow/tfjs-core';
import { type Csr, transpose } from '../base/csr';
import { compiledKernels } from '../kernels/compiled';
import { multiplyInPlace, multiplyPlain } from '../kernels/multiply';
import { multiplyOnHeap } from './sparseHeap';
import { multiplyNative } from './sparseNative';
import { numbersOf, tensorOf } from './tensors';

const transposes = new WeakMap<Csr, ReturnType<typeof transpose>>();

/** The transpose of a matrix, made once. */
export function transposeOf(csr: Csr): ReturnType<typeof transpose> {
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
  const inPlace = multiplyNative(csr, x) ?? multiplyOnHeap(csr, x);
  if (inPlace) return inPlace;
  const D = x.shape[1];
  const kernels = compiledKernels();
  const shape: [number, number] = [csr.rows, D];
  return kernels
    ? tensorOf<tf.Rank.R2>(multiplyInPlace(kernels, csr, numbersOf(x), D), shape)
    : tf.tensor2d(multiplyPlain(csr, numbersOf(x), D), shape);
}
