import type * as tf from '@tensorflow/tfjs-core';
import { backwardCompiled, forwardCompiled } from '../kernels/lstmCompiled';
import { backwardPlain, forwardPlain } from '../kernels/lstmPlain';
import { recurrentKernels } from '../kernels/recurrentLayout';
import { lstmNative, nativeLstmFor } from './lstmNative';
import { assertSteps, type RecurrentInputs, type RecurrentPass, runRecurrentPass } from './recurrentOp';

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

/** The same, but only the hidden state after the last step, [B, H]. */
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
  return runRecurrentPass(x, mask, weights, lastOnly, forward);
}

function forward(inputs: LstmInputs): RecurrentPass {
  const kernels = recurrentKernels();
  if (kernels) {
    const hidden = forwardCompiled(kernels, inputs);
    return { hidden, backward: (dy, ofX) => listed(backwardCompiled(kernels, dy, inputs, ofX)) };
  }
  const tape = forwardPlain(inputs);
  return { hidden: tape.hidden, backward: (dy) => listed(backwardPlain(dy, tape, inputs)) };
}

function listed({ dx, dKernel, dRecurrent, dBias }: LstmGradient): Float32Array[] {
  return [dx, dKernel, dRecurrent, dBias];
}

/** What both passes read: 4 columns of the weights go to a unit. */
export type LstmInputs = RecurrentInputs;

/** What the plain forward pass keeps for the backward pass. */
export interface Tape {
  /** Hidden and cell state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
  /** Gates after their activation, [B, T, 4H]; of no meaning where the mask is 0. */
  readonly gates: Float32Array;
}

/** Gradients by x, W, U and b, in their shapes. */
export interface LstmGradient {
  readonly dx: Float32Array;
  readonly dKernel: Float32Array;
  readonly dRecurrent: Float32Array;
  readonly dBias: Float32Array;
}
