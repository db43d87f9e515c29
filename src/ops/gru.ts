import type * as tf from '@tensorflow/tfjs-core';
import { gruForward } from '../kernels/gru';
import { assertSteps, runRecurrentPass } from './recurrentOp';

/**
 * A whole GRU layer as one operation with its gradient (backpropagation through time):
 *
 *   r, z = σ(x_t W + b + h U + c),  n = tanh(x_t W + b + r ∘ (h U + c)),  h' = (1 − z) ∘ n + z ∘ h
 *
 * with the parts r, z, n in this order along the columns: PyTorch's form and, except for the order, Keras's with
 * `reset_after`. Where the mask is 0 the state is carried over unchanged, at next to no cost. States start at 0.
 *
 * @param x [B, T, F]
 * @param mask 0 or 1, [B, T]
 * @param kernel W, [F, 3H]
 * @param recurrent U, [H, 3H]
 * @param bias b, [3H]
 * @param recurrentBias c, [3H]
 * @returns the hidden state after every step, [B, T, H]
 */
export function gru(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
  recurrentBias: tf.Tensor1D,
): tf.Tensor3D {
  return run(x, mask, [kernel, recurrent, bias, recurrentBias], false) as tf.Tensor3D;
}

/** The layer's hidden state after the last step only, [B, H]. */
export function gruLast(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
  recurrentBias: tf.Tensor1D,
): tf.Tensor2D {
  return run(x, mask, [kernel, recurrent, bias, recurrentBias], true) as tf.Tensor2D;
}

function run(x: tf.Tensor3D, mask: tf.Tensor2D, weights: readonly tf.Tensor[], lastOnly: boolean): tf.Tensor {
  const F = x.shape[2];
  const H = weights[1].shape[0];
  const fit = [[F, 3 * H], [H, 3 * H], [3 * H], [3 * H]];
  if (!weights.every(({ shape }, i) => shape.join() === fit[i].join()))
    throw new Error(
      `weights ${weights.map(({ shape }) => `[${shape}]`).join(', ')} do not fit inputs [${x.shape}]: expected [${F}, 3H], [H, 3H], [3H], [3H]`,
    );
  assertSteps(mask, x);
  return runRecurrentPass(x, mask, weights, lastOnly, (inputs, recurrentBias) =>
    gruForward({ ...inputs, recurrentBias }),
  );
}
