import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { defineOperator, FusionOperator } from '../operator';
import { Projections } from '../projections';

/**
 * Low-rank multimodal fusion (Liu et al., ACL 2018): a product of all branches, each with a 1 beside it so that the
 * products of fewer branches are in it, whose weights are a tensor of rank R,
 *
 *   Σ_r Π_b (W_{b,r} x_b + b_{b,r})
 *
 * With two branches this is bilinear fusion.
 */
class LowRank extends FusionOperator {
  private readonly projections: Projections;

  constructor(
    branches: readonly BranchShape[],
    readonly units: number,
    private readonly rank: number,
    random: Random,
  ) {
    super();
    this.projections = this.part('projections', new Projections(branches, rank * units, random));
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const product = this.projections.call(branches).reduce((all, projected) => tf.mul<tf.Tensor2D>(all, projected));
    return tf.sum(tf.reshape(product, [-1, this.rank, this.units]), 1);
  }
}

export const lowRank = defineOperator({
  name: 'low-rank',
  summary: 'products of all branches and of fewer, by a tensor of low rank; bilinear for two',
  options: z.strictObject({
    units: z.number().int().positive().default(32),
    rank: z.number().int().positive().default(4),
  }),
  space: { units: { choices: [16, 32, 64] }, rank: { choices: [2, 4, 8] } },
  build: ({ units, rank }, branches, random) => new LowRank(branches, units, rank, random),
});
