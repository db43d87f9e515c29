import * as tf from '@tensorflow/tfjs-core';
import { numbersOf, tensorOf } from './tensors';

/** A recurrent layer as an operation of its tensors, for `tf.customGrad`. */
export type RecurrentOp = (
  inputs: readonly tf.Tensor[],
  save: tf.GradSaveFunc,
) => { value: tf.Tensor; gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[] };

/** What a layer computes on arrays: hidden states [B, T, H], and gradients by its inputs from theirs. */
export interface RecurrentPass {
  readonly hidden: Float32Array;
  backward(dy: Float32Array): Float32Array[];
}

/** @throws Error when x, [B, T, F], has no steps, or the mask not one number for each of them */
export function assertSteps(mask: tf.Tensor2D, x: tf.Tensor3D): void {
  const [B, T] = x.shape;
  if (T < 1) throw new Error(`inputs [${x.shape}] have no steps`);
  if (mask.shape[0] !== B || mask.shape[1] !== T)
    throw new Error(`a mask [${mask.shape}] does not fit inputs [${x.shape}]: expected [${B}, ${T}]`);
}

/** Runs such an operation with its gradient. */
export function runRecurrent(op: RecurrentOp, inputs: readonly tf.Tensor[]): tf.Tensor {
  return tf.customGrad((...args) =>
    op(args.slice(0, inputs.length) as tf.Tensor[], args[inputs.length] as tf.GradSaveFunc),
  )(...inputs);
}

/**
 * The operation by a pass over arrays.
 * @param lastOnly whether its value is the hidden state after the last step, [B, H], and not all of them, [B, T, H]
 */
export function recurrentOnArrays(
  [B, T, H]: readonly [B: number, T: number, H: number],
  lastOnly: boolean,
  forward: (inputs: Float32Array[]) => RecurrentPass,
): RecurrentOp {
  return (inputs) => {
    // What is read again in the backward pass is copied: the engine's memory may have moved by then.
    const { hidden, backward } = forward(inputs.map((tensor) => numbersOf(tensor).slice()));
    return {
      value: lastOnly ? tf.tensor2d(lastSteps(hidden, B, T, H), [B, H]) : tensorOf<tf.Rank.R3>(hidden, [B, T, H]),
      gradFunc: (dy) => {
        const gradients = backward(lastOnly ? beforeLast(numbersOf(dy), B, T, H) : numbersOf(dy));
        return gradients.map((gradient, i) => tensorOf(gradient, inputs[i].shape));
      },
    };
  };
}

/** [B, T, H] → [B, H] */
function lastSteps(hidden: Float32Array, B: number, T: number, H: number): Float32Array {
  const last = new Float32Array(B * H);
  for (let b = 0; b < B; b++) last.set(hidden.subarray(((b + 1) * T - 1) * H, (b + 1) * T * H), b * H);
  return last;
}

/** [B, H] → [B, T, H], 0 but for the last step */
function beforeLast(dLast: Float32Array, B: number, T: number, H: number): Float32Array {
  const dy = new Float32Array(B * T * H);
  for (let b = 0; b < B; b++) dy.set(dLast.subarray(b * H, (b + 1) * H), ((b + 1) * T - 1) * H);
  return dy;
}
