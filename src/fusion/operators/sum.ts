import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { defineOperator, FusionOperator } from '../operator';
import { Projections } from '../projections';

/** The sum of the projected branches: Σ_b (W_b x_b + b_b). [B, units] */
class Sum extends FusionOperator {
  private readonly projections: Projections;

  constructor(
    branches: readonly BranchShape[],
    readonly units: number,
    random: Random,
  ) {
    super();
    this.projections = this.part('projections', new Projections(branches, units, random));
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    return tf.addN(this.projections.call(branches));
  }
}

export const sum = defineOperator({
  name: 'sum',
  summary: 'the sum of the projected branches',
  options: z.strictObject({ units: z.number().int().positive().default(32) }),
  space: { units: { choices: [16, 32, 64] } },
  build: ({ units }, branches, random) => new Sum(branches, units, random),
});
