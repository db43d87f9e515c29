import * as tf from '@tensorflow/tfjs-core';
import type { Kernels } from './compiled';
import { backwardCompiled, forwardCompiled } from './gruCompiled';
import { backwardPlain, forwardPlain } from './gruPlain';
import { recurrentKernels } from './recurrentLayout';
import { numbersOf, tensorOf } from './tensors';

/** What a GRU leaves: the hidden state after every step [B, T, H] and after the last one [B, H]. */
export interface GruOutput {
  readonly sequence: tf.Tensor3D;
  readonly last: tf.Tensor2D;
}

/**
 * A whole GRU layer as one operation with its gradient (backpropagation through time):
 *
 *   r, z = σ(x_t W + b + h U + c),  n = tanh(x_t W + b + r ∘ (h U + c)),  h' = (1 − z) ∘ n + z ∘ h
 *
 * with the parts r, z, n in this order along the columns: PyTorch's form and, but for the order, Keras's with
 * `reset_after`. Where the mask is 0 the state is carried over unchanged, at next to no cost. States start at 0.
 *
 * @param x [B, T, F]
 * @param mask 0 or 1, [B, T]
 * @param kernel W, [F, 3H]
 * @param recurrent U, [H, 3H]
 * @param bias b, [3H]
 * @param recurrentBias c, [3H]
 */
export function gru(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  kernel: tf.Tensor2D,
  recurrent: tf.Tensor2D,
  bias: tf.Tensor1D,
  recurrentBias: tf.Tensor1D,
): GruOutput {
  const [B, T, F] = x.shape;
  const H = recurrent.shape[0];
  const weights = [kernel, recurrent, bias, recurrentBias];
  const fit = [[F, 3 * H], [H, 3 * H], [3 * H], [3 * H]];
  if (!weights.every(({ shape }, i) => tf.util.arraysEqual(shape, fit[i])))
    throw new Error(
      `weights ${weights.map(({ shape }) => `[${shape}]`).join(', ')} do not fit inputs [${x.shape}]: expected [${F}, 3H], [H, 3H], [3H], [3H]`,
    );
  const kernels = recurrentKernels();
  const op = tf.customGrad((...args) => {
    const tensors = args.slice(0, 5) as tf.Tensor[];
    // What is read again in the backward pass is copied: the engine's memory may have moved by then.
    const given = tensors.map((tensor) => numbersOf(tensor).slice());
    const inputs: GruInputs = {
      x: given[0],
      mask: mask.dataSync() as Float32Array,
      kernel: given[1],
      recurrent: given[2],
      bias: given[3],
      recurrentBias: given[4],
      ...{ B, T, F, H },
    };
    const { hidden, backward } = kernels ? compiled(kernels, inputs) : plain(inputs);
    return {
      value: tensorOf<tf.Rank.R3>(hidden, [B, T, H]),
      gradFunc: (dy: tf.Tensor) => {
        const { dx, dKernel, dRecurrent, dBias, dRecurrentBias } = backward(numbersOf(dy));
        return [dx, dKernel, dRecurrent, dBias, dRecurrentBias].map((gradient, i) =>
          tensorOf(gradient, tensors[i].shape),
        );
      },
    };
  });
  const sequence = op(x, kernel, recurrent, bias, recurrentBias) as tf.Tensor3D;
  return { sequence, last: tf.reshape(tf.slice(sequence, [0, T - 1, 0], [B, 1, H]), [B, H]) };
}

function compiled(kernels: Kernels, inputs: GruInputs) {
  const hidden = forwardCompiled(kernels, inputs);
  return { hidden, backward: (dy: Float32Array) => backwardCompiled(kernels, dy, inputs) };
}

function plain(inputs: GruInputs) {
  const tape = forwardPlain(inputs);
  return { hidden: tape.hidden, backward: (dy: Float32Array) => backwardPlain(dy, tape, inputs) };
}

/** What both passes read. */
export interface GruInputs {
  /** [B, T, F] */
  readonly x: Float32Array;
  /** [B, T] */
  readonly mask: Float32Array;
  /** W, [F, 3H] */
  readonly kernel: Float32Array;
  /** U, [H, 3H] */
  readonly recurrent: Float32Array;
  /** b, [3H] */
  readonly bias: Float32Array;
  /** c, [3H] */
  readonly recurrentBias: Float32Array;
  readonly B: number;
  readonly T: number;
  readonly F: number;
  readonly H: number;
}

/** What the plain forward pass keeps for the backward pass. */
export interface Tape {
  /** Hidden state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  /** n, r, z after their activation and m = h U_n + c_n, [B, T, 4H]; of no meaning where the mask is 0. */
  readonly parts: Float32Array;
}

/** Gradients by x, W, U, b and c, in their shapes. */
export interface GruGradient {
  readonly dx: Float32Array;
  readonly dKernel: Float32Array;
  readonly dRecurrent: Float32Array;
  readonly dBias: Float32Array;
  readonly dRecurrentBias: Float32Array;
}
