import * as tf from '@tensorflow/tfjs-core';
import type { RecurrentInputs, RecurrentPass } from '../kernels/recurrent/types';
import { dataOf, tensorOf } from './tensors';

/** @throws Error when x, [B, T, F], has no steps, or the mask not one number for each of them */
export function assertSteps(mask: tf.Tensor2D, x: tf.Tensor3D): void {
  const [B, T] = x.shape;
  if (T < 1) throw new Error(`inputs [${x.shape}] have no steps`);
  if (mask.shape[0] !== B || mask.shape[1] !== T)
    throw new Error(`a mask [${mask.shape}] does not fit inputs [${x.shape}]: expected [${B}, ${T}]`);
}

/** The attributes of the operation: its passes. */
interface Attributes {
  readonly forward: () => tf.Tensor;
  readonly gradient: (dy: tf.Tensor) => Record<string, () => tf.Tensor>;
}

/**
 * A registered kernel rather than a `customGrad`, so that gradients are computed only if needed: the gradient by x, a
 * tenth of the work, is not needed if x depends on no weight.
 */
const OPERATION = 'RecurrentPass';
for (const backendName of ['cpu', 'wasm', 'tensorflow'])
  tf.registerKernel({
    kernelName: OPERATION,
    backendName,
    kernelFunc: ({ attrs }) => (attrs as unknown as Attributes).forward(),
  });
tf.registerGradient({
  kernelName: OPERATION,
  gradFunc: (dy, _saved, attrs) => (attrs as unknown as Attributes).gradient(dy as tf.Tensor),
});

/**
 * A recurrent layer, computed on arrays, as a differentiable operation.
 * @param weights W, U, b and the layer's other weights, which are passed on to `forward` after its inputs
 * @param lastOnly whether to return the hidden state after the last step only, [B, H], instead of all, [B, T, H]
 */
export function runRecurrentPass(
  x: tf.Tensor3D,
  mask: tf.Tensor2D,
  weights: readonly tf.Tensor[],
  lastOnly: boolean,
  forward: (inputs: RecurrentInputs, ...others: Float32Array[]) => RecurrentPass,
): tf.Tensor {
  const [B, T, F] = x.shape;
  const H = weights[1].shape[0];
  const inputs = [x, ...weights];
  let pass: RecurrentPass;
  const shapes = inputs.map(({ shape }) => shape);
  const attributes: Attributes = {
    forward() {
      // Copied, since the backward pass reads it again: by then the engine's memory may have moved.
      const [given, kernel, recurrent, bias, ...others] = inputs.map((tensor) => dataOf(tensor).slice());
      const steps = mask.dataSync() as Float32Array;
      pass = forward({ x: given, mask: steps, kernel, recurrent, bias, B, T, F, H }, ...others);
      const { hidden } = pass;
      return lastOnly ? tf.tensor2d(lastSteps(hidden, B, T, H), [B, H]) : tensorOf<tf.Rank.R3>(hidden, [B, T, H]);
    },
    gradient(dy) {
      let gradients: Float32Array[] | undefined;
      // tfjs asks for them in order: x comes first, if at all.
      const by = (input: number) => () => {
        gradients ??= pass.backward(lastOnly ? beforeLast(dataOf(dy), B, T, H) : dataOf(dy), input === 0);
        return tensorOf(gradients[input], shapes[input]);
      };
      return Object.fromEntries(inputs.map((_, i) => [i, by(i)]));
    },
  };
  const named = Object.fromEntries(inputs.map((input, i) => [i, input]));
  return tf.engine().runKernel(OPERATION, named, attributes as unknown as tf.NamedAttrMap) as tf.Tensor;
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
