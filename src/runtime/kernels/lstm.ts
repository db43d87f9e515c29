import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './compiled';
import { backwardCompiled, forwardCompiled } from './lstmCompiled';
import { backwardPlain, forwardPlain } from './lstmPlain';
import { recurrentKernels } from './recurrentLayout';
import { numbersOf, tensorOf } from './tensors';

/** What an LSTM leaves: the hidden state after every step [B, T, H] and after the last one [B, H]. */
export interface LstmOutput {
  readonly sequence: tf.Tensor3D;
  readonly last: tf.Tensor2D;
}

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
 */
export function lstm(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
): LstmOutput {
  const [B, T, F] = x.shape;
  const H = recurrent.shape[0];
  if (kernel.shape[0] !== F || kernel.shape[1] !== 4 * H || recurrent.shape[1] !== 4 * H || bias.shape[0] !== 4 * H)
    throw new Error(
      `weights [${kernel.shape}], [${recurrent.shape}], [${bias.shape}] do not fit inputs [${x.shape}]: expected [${F}, 4H], [H, 4H], [4H]`,
    );
  const kernels = recurrentKernels();
  const op = tf.customGrad((...args) => {
    const tensors = args.slice(0, 4) as tf.Tensor[];
    // What is read again in the backward pass is copied: the engine's memory may have moved by then.
    const [given, ...weights] = tensors.map((tensor) => numbersOf(tensor).slice());
    const inputs: LstmInputs = {
      x: given,
      mask: mask.dataSync() as Float32Array,
      kernel: weights[0],
      recurrent: weights[1],
      bias: weights[2],
      ...{ B, T, F, H },
    };
    const { hidden, backward } = kernels ? compiled(kernels, inputs) : plain(inputs);
    return {
      value: tensorOf<tf.Rank.R3>(hidden, [B, T, H]),
      gradFunc: (dy: tf.Tensor) => {
        const { dx, dKernel, dRecurrent, dBias } = backward(numbersOf(dy));
        return [dx, dKernel, dRecurrent, dBias].map((gradient, i) => tensorOf(gradient, tensors[i].shape));
      },
    };
  });
  const sequence = op(x, kernel, recurrent, bias) as tf.Tensor3D;
  return { sequence, last: tf.reshape(tf.slice(sequence, [0, T - 1, 0], [B, 1, H]), [B, H]) };
}

function compiled(kernels: Kernels, inputs: LstmInputs) {
  const hidden = forwardCompiled(kernels, inputs);
  return { hidden, backward: (dy: Float32Array) => backwardCompiled(kernels, dy, inputs) };
}

function plain(inputs: LstmInputs) {
  const tape = forwardPlain(inputs);
  return { hidden: tape.hidden, backward: (dy: Float32Array) => backwardPlain(dy, tape, inputs) };
}

/** What both passes read. */
export interface LstmInputs {
  /** [B, T, F] */
  readonly x: Float32Array;
  /** [B, T] */
  readonly mask: Float32Array;
  /** W, [F, 4H] */
  readonly kernel: Float32Array;
  /** U, [H, 4H] */
  readonly recurrent: Float32Array;
  /** b, [4H] */
  readonly bias: Float32Array;
  readonly B: number;
  readonly T: number;
  readonly F: number;
  readonly H: number;
}

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
