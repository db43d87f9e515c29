import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { attention } from '../../nn/attention';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator, twoWithSteps } from '../operator';
import { columnsTogether } from '../projections';

const optionsSchema = z
  .strictObject({
    /** Columns of queries, keys and values. */
    units: z.number().int().positive().default(32),
    heads: z.number().int().positive().default(4),
  })
  .refine(({ units, heads }) => units % heads === 0, { error: 'heads must divide units', path: ['heads'] });

/**
 * The steps of the first branch that has some attend over those of the second: each time step over the items bought. The
 * mean over the steps of what they found stands beside the branches' pooled vectors.
 *
 *   [x₁, …, xₙ, mean_t attention(s_t Q, u K, u V)]
 */
class CrossAttention extends FusionOperator {
  readonly units: number;
  private readonly queries: Dense;
  private readonly keys: Dense;
  private readonly values: Dense;
  private readonly asking: number;
  private readonly asked: number;

  constructor(
    branches: readonly BranchShape[],
    private readonly columns: number,
    private readonly heads: number,
    random: Random,
  ) {
    super();
    [this.asking, this.asked] = twoWithSteps(branches, 'cross-attention', 'sequence and graph');
    this.queries = this.part('queries', new Dense(branches[this.asking].stepUnits!, columns, random));
    this.keys = this.part('keys', new Dense(branches[this.asked].stepUnits!, columns, random));
    this.values = this.part('values', new Dense(branches[this.asked].stepUnits!, columns, random));
    this.units = columnsTogether(branches) + columns;
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const asking = branches[this.asking];
    const asked = branches[this.asked];
    const queries = this.project(this.queries, asking.steps!);
    const keys = this.project(this.keys, asked.steps!);
    const values = this.project(this.values, asked.steps!);
    const found = attention(queries, keys, values, asked.mask!, this.heads);
    const there = tf.expandDims(asking.mask!, 2);
    const steps = tf.maximum(tf.sum(asking.mask!, 1, true), 1);
    const mean = tf.div(tf.sum(tf.mul(found, there), 1), steps) as tf.Tensor2D;
    return concatenate([...branches, { pooled: mean }]);
  }

  private project(dense: Dense, steps: tf.Tensor3D): tf.Tensor3D {
    const [B, T, D] = steps.shape;
    return tf.reshape(dense.call(tf.reshape(steps, [B * T, D])), [B, T, this.columns]);
  }
}

export const crossAttention = defineOperator({
  name: 'cross-attention',
  summary: 'the steps of one branch attend over those of another: time steps over items bought',
  wantsSteps: true,
  options: optionsSchema,
  space: { units: { choices: [16, 32, 64] } },
  build: ({ units, heads }, branches, random) => new CrossAttention(branches, units, heads, random),
});
