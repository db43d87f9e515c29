import type * as tf from '@tensorflow/tfjs-core';
import { lstmForward } from '../kernels/lstm';
import { lstmNative, nativeLstmFor } from './lstmNative';
import { assertSteps, runRecurrentPass } from './recurrentOp';

/**
 * A whole LSTM layer as one operation with its gradient (backpropagation through time):
 *
 *   i, f, o = σ(x_t W + h U + b),  g = tanh(x_t W + h U + b),  c' = f ∘ c + i ∘ g,  h' = o ∘ tanh(c')
 *
 * with the gates i, f, g, o in this order along the columns, as Keras has them. Where the mask is 0 the
 * state is carried over unchanged, at next to no cost. States start at 0.
 *
 * @param x [B, T, F]
 * @param mask 0 or 1, [B, T]
 * @param kernel W, [F, 4H]
 * @param recurrent U, [H, 4H]
 * @param bias b, [4H]
 * @returns the hidden state after every step, [B, T, H]
 */
export function lstm(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor3D {
  return run(x, mask, [kernel, recurrent, bias], false) as tf.Tensor3D;
}

/** The layer's hidden state after the last step only, [B, H]. */
export function lstmLast(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
): tf.Tensor2D {
  return run(x, mask, [kernel, recurrent, bias], true) as tf.Tensor2D;
}

function run(x: tf.Tensor3D, mask: tf.Tensor2D, weights: readonly tf.Tensor[], lastOnly: boolean): tf.Tensor {
  const F = x.shape[2];
  const [kernel, recurrent, bias] = weights;
  const H = recurrent.shape[0];
  if (kernel.shape[0] !== F || kernel.shape[1] !== 4 * H || recurrent.shape[1] !== 4 * H || bias.shape[0] !== 4 * H)
    throw new Error(
      `weights [${kernel.shape}], [${recurrent.shape}], [${bias.shape}] do not fit inputs [${x.shape}]: expected [${F}, 4H], [H, 4H], [4H]`,
    );
  assertSteps(mask, x);
  const native = nativeLstmFor(mask, H);
  if (native) return lstmNative(native, [x, ...weights], mask, lastOnly);
  return runRecurrentPass(x, mask, weights, lastOnly, lstmForward);
}
