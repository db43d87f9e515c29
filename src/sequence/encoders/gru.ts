import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Encoding } from '../../nn/encoding';
import { glorotUniform } from '../../nn/initializers';
import { gruLast, gru as gruSteps } from '../../ops/gru';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../encoder';
import { lastStep } from '../lastStep';

/**
 * Gated recurrent unit (Cho et al., EMNLP 2014) in the form that applies the reset gate after the product (as PyTorch
 * and Keras have it); the pooled vector is the hidden state after the last step. Parts r, z, n:
 *
 *   r, z = σ(x W + b + h U + c),  n = tanh(x W + b + r ∘ (h U + c)),  h' = (1 − z) ∘ n + z ∘ h
 */
class Gru extends SequenceEncoder {
  private readonly kernel: tf.Variable;
  private readonly recurrent: tf.Variable;
  private readonly bias: tf.Variable;
  private readonly recurrentBias: tf.Variable;

  constructor(
    features: number,
    readonly units: number,
    random: Random,
  ) {
    super();
    this.kernel = this.weight('kernel', glorotUniform([features, 3 * units], random));
    this.recurrent = this.weight('recurrent', glorotUniform([units, 3 * units], random));
    this.bias = this.weight('bias', tf.zeros([3 * units]));
    this.recurrentBias = this.weight('recurrentBias', tf.zeros([3 * units]));
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D, { wantSteps }: EncodeOptions = {}): Encoding {
    const weights = [
      this.kernel as tf.Tensor2D,
      this.recurrent as tf.Tensor2D,
      this.bias as tf.Tensor1D,
      this.recurrentBias as tf.Tensor1D,
    ] as const;
    if (!wantSteps) return { pooled: gruLast(steps, mask, ...weights) };
    const hidden = gruSteps(steps, mask, ...weights);
    return { pooled: lastStep(hidden), steps: hidden, mask };
  }
}

export const gru = defineEncoder({
  name: 'gru',
  summary: 'gated recurrent unit',
  options: z.strictObject({ units: z.number().int().positive().default(32) }),
  space: { units: { choices: [16, 32, 64] } },
  build: ({ units }, features, random) => new Gru(features, units, random),
});
