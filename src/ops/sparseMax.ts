import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { spmmMaxBackward, spmmMaxForward } from '../kernels/spmmMax';
import { dataOf, tensorOf } from './tensors';

/**
 * The maximum of x over the neighbours, column by column, with its gradient: y_i = max_{j ∈ N(i)} x_j. Rows of the graph
 * receive, columns send; the weights of its edges are not read. A row without edges gives 0. Among equals, the gradient
 * goes to the first.
 * @param x [cols, D]
 * @returns [rows, D]
 */
export function spmmMax(csr: Csr, x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] !== csr.cols)
    throw new Error(`[${x.shape}] has no row for each column of a ${csr.rows} × ${csr.cols} graph`);
  const D = x.shape[1];
  const op = tf.customGrad((...args) => {
    const [input] = args as tf.Tensor[];
    const { y, argmax } = spmmMaxForward(csr, dataOf(input), D);
    return {
      value: tensorOf(y, [csr.rows, D]),
      gradFunc: (dy: tf.Tensor) => tensorOf<tf.Rank.R2>(spmmMaxBackward(csr, dataOf(dy), argmax, D), [csr.cols, D]),
    };
  });
  return op(x) as tf.Tensor2D;
}
