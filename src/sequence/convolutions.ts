import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../base/random';
import { sharedDropout } from '../nn/dropout';
import { glorotUniform } from '../nn/initializers';
import { Module } from '../nn/module';
import { withoutPadding } from './pool';

/** Options of convolutions over steps. */
export const convolutionsShape = {
  /** Columns of each convolution's outputs. */
  filters: z.number().int().positive().default(32),
  /** How many steps a filter sees. */
  kernelSize: z.number().int().positive().default(3),
  convolutions: z.number().int().positive().default(1),
  /** Whether a filter ends at its step, and else stands with its middle on it. */
  causal: z.boolean().default(false),
};

export interface ConvolutionOptions {
  readonly filters: number;
  readonly kernelSize: number;
  readonly convolutions: number;
  readonly causal: boolean;
  readonly dropout: number;
}

/**
 * Convolutions over steps, one upon the other (LeCun et al., Proceedings of the IEEE 1998), each with a ReLU:
 *
 *   y_t = max(0, Σ_k x_{t + k − p} W_k + b),  p the steps of a filter before its own
 *
 * There are zeros before the first step and after the last. Inputs lose the same columns at every step of a sequence.
 */
export class Convolutions extends Module {
  private readonly layers: readonly { readonly kernel: tf.Variable; readonly bias: tf.Variable }[];

  constructor(
    features: number,
    private readonly options: ConvolutionOptions,
    random: Random,
  ) {
    super();
    const { filters, kernelSize, convolutions } = options;
    this.layers = Array.from({ length: convolutions }, (_, l) => {
      const inputs = kernelSize * (l ? filters : features);
      return {
        kernel: this.weight(`kernel${l + 1}`, glorotUniform([inputs, filters], random)),
        bias: this.weight(`bias${l + 1}`, tf.zeros([filters])),
      };
    });
  }

  /**
   * @param x [B, T, F]
   * @param causal whether what comes after a step is left out of its sum
   * @returns [B, T, filters], 0 in the padding
   */
  call(x: tf.Tensor3D, mask: tf.Tensor2D, causal?: boolean, random?: Random): tf.Tensor3D {
    const { filters, kernelSize, causal: ends, dropout } = this.options;
    const before = ends ? kernelSize - 1 : kernelSize >> 1;
    const after = causal ? 0 : kernelSize - 1 - before;
    let y = withoutPadding(x, mask);
    for (const { kernel, bias } of this.layers) {
      const [B, T, F] = y.shape;
      const seen = (before + 1 + after) * F;
      const patches = tf.reshape(patchesOf(sharedDropout(y, dropout, random), before, after), [B * T, seen]);
      const taps = tf.slice(kernel as tf.Tensor2D, 0, seen);
      const sums = tf.add(tf.matMul(patches as tf.Tensor2D, taps), bias);
      y = withoutPadding(tf.reshape(tf.relu(sums), [B, T, filters]), mask);
    }
    return y;
  }
}

/** Each step beside those before and after it, [B, T, F] → [B, T, (before + 1 + after) F]. */
function patchesOf(x: tf.Tensor3D, before: number, after: number): tf.Tensor3D {
  const [B, T, F] = x.shape;
  const padded = tf.pad3d(x, [
    [0, 0],
    [before, after],
    [0, 0],
  ]);
  return tf.concat3d(
    Array.from({ length: before + 1 + after }, (_, k) => tf.slice(padded, [0, k, 0], [B, T, F])),
    2,
  );
}
