import type * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Encoding } from '../../nn/encoding';
import { Convolutions, convolutionsShape } from '../convolutions';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../encoder';
import { lastStep } from '../lastStep';
import { maxStep, meanStep } from '../pool';

const optionsSchema = z.strictObject({
  ...convolutionsShape,
  /** How steps become one vector: the greatest value of each column, the mean, or the last step alone. */
  pool: z.enum(['max', 'mean', 'last']).default('max'),
  dropout: z.number().min(0).max(0.9).default(0),
});
type Options = z.output<typeof optionsSchema>;

const POOLS = { max: maxStep, mean: meanStep, last: lastStep };

/** Convolutions over the steps, pooled over all of them (Kim, EMNLP 2014); the pooled vector is 0 where there is no step. */
class Cnn extends SequenceEncoder {
  readonly units: number;
  private readonly convolutions: Convolutions;

  constructor(
    features: number,
    private readonly options: Options,
    random: Random,
  ) {
    super();
    this.units = options.filters;
    this.convolutions = this.part('convolutions', new Convolutions(features, options, random));
  }

  encode(x: tf.Tensor3D, mask: tf.Tensor2D, { wantSteps, causal, random }: EncodeOptions = {}): Encoding {
    const steps = this.convolutions.call(x, mask, causal, random);
    const pooled = POOLS[this.options.pool](steps, mask);
    return { pooled, ...(wantSteps ? { steps, mask } : {}) };
  }
}

export const cnn = defineEncoder({
  name: 'cnn',
  summary: 'convolutions over the steps, pooled',
  options: optionsSchema,
  space: {
    filters: { choices: [16, 32, 64] },
    kernelSize: { choices: [2, 3, 5] },
    convolutions: { choices: [1, 2] },
    pool: { choices: ['max', 'mean', 'last'] },
    dropout: { low: 0, high: 0.4 },
  },
  build: (options, features, random) => new Cnn(features, options, random),
});
