import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { attendBackward, attendForward } from '../kernels/attention';
import type { AttentionInputs } from '../kernels/attention/types';
import { dataOf, tensorOf } from './tensors';

/**
 * Multi-head attention along the edges of a graph (Veličković et al., ICLR 2018) as one operation with its gradient:
 *
 *   y_i = Σ_j α_ij x_j,  α_ij = softmax over the neighbours j of i of LeakyReLU(r_i + s_j),  for each head
 *
 * Rows of the graph receive, columns send; the weights of its edges are not read, and parallel edges count separately.
 * A row without edges gives 0.
 *
 * @param receivers r, [rows, H]
 * @param senders s, [cols, H]
 * @param x [cols, H·D], head by head
 * @returns [rows, H·D]
 */
export function attend(csr: Csr, receivers: tf.Tensor2D, senders: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
  const H = receivers.shape[1];
  const D = x.shape[1] / H;
  const fits = receivers.shape[0] === csr.rows && senders.shape[0] === csr.cols && x.shape[0] === csr.cols;
  if (!fits || senders.shape[1] !== H || !Number.isInteger(D))
    throw new Error(
      `[${receivers.shape}], [${senders.shape}] and [${x.shape}] do not fit a ${csr.rows} × ${csr.cols} graph: expected [rows, H], [cols, H], [cols, H·D]`,
    );
  const op = tf.customGrad((...args) => {
    const tensors = args.slice(0, 3) as tf.Tensor[];
    const shapes = tensors.map((tensor) => tensor.shape);
    const inputs = inputsOf(tensors, H, D);
    const { y, attentionWeights } = attendForward(csr, inputs);
    // Where reading a tensor copies its data, the copies serve both passes. Views move, so their tensors are kept.
    const views = tf.getBackend() === 'wasm';
    const own = views ? y : y.slice();
    const value = tf.tensor2d(own, [csr.rows, H * D]);
    if (views) (args[3] as tf.GradSaveFunc)([...tensors, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [given, kept] = views ? [inputsOf(saved, H, D), dataOf(saved[3])] : [inputs, own];
        const gradient = attendBackward(csr, dataOf(dy), given, { y: kept, attentionWeights });
        return [gradient.receivers, gradient.senders, gradient.x].map((part, i) => tensorOf(part, shapes[i]));
      },
    };
  });
  return op(receivers, senders, x) as tf.Tensor2D;
}

function inputsOf([receivers, senders, x]: tf.Tensor[], H: number, D: number): AttentionInputs {
  return { receivers: dataOf(receivers), senders: dataOf(senders), x: dataOf(x), H, D };
}
