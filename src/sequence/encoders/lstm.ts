import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Encoding } from '../../nn/encoding';
import { glorotUniform } from '../../nn/initializers';
import { lstmLast, lstm as lstmSteps } from '../../ops/lstm';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../encoder';
import { lastStep } from '../lastStep';

/**
 * Long short-term memory (Hochreiter and Schmidhuber, Neural Computation 1997); the pooled vector is the hidden state
 * after the last step. Gates i, f, c, o:
 *
 *   i, f, o = σ(x W + h U + b),  c' = f ∘ c + i ∘ tanh(x W + h U + b),  h' = o ∘ tanh(c')
 *
 * The forget gate's bias starts at 1 (Jozefowicz et al., ICML 2015).
 */
class Lstm extends SequenceEncoder {
  private readonly kernel: tf.Variable;
  private readonly recurrent: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(
    features: number,
    readonly units: number,
    random: Random,
  ) {
    super();
    this.kernel = this.weight('kernel', glorotUniform([features, 4 * units], random));
    this.recurrent = this.weight('recurrent', glorotUniform([units, 4 * units], random));
    this.bias = this.weight('bias', tf.tensor1d(new Float32Array(4 * units).fill(1, units, 2 * units)));
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D, { wantSteps }: EncodeOptions = {}): Encoding {
    const weights = [this.kernel as tf.Tensor2D, this.recurrent as tf.Tensor2D, this.bias as tf.Tensor1D] as const;
    if (!wantSteps) return { pooled: lstmLast(steps, mask, ...weights) };
    const hidden = lstmSteps(steps, mask, ...weights);
    return { pooled: lastStep(hidden), steps: hidden, mask };
  }
}

export const lstm = defineEncoder({
  name: 'lstm',
  summary: 'long short-term memory',
  options: z.strictObject({ units: z.number().int().positive().default(32) }),
  space: { units: { choices: [16, 32, 64] } },
  build: ({ units }, features, random) => new Lstm(features, units, random),
});
