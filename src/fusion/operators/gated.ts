import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator } from '../operator';
import { columnsTogether, Projections } from '../projections';

/**
 * Gated multimodal units (Arevalo et al., ICLR workshop 2017): for each column a gate that reads all branches decides how
 * much of each projected branch stands there,
 *
 *   Σ_b σ(G_b [x₁, …, xₙ] + c_b) ∘ tanh(W_b x_b + b_b)
 */
class Gated extends FusionOperator {
  private readonly projections: Projections;
  private readonly gates: readonly Dense[];

  constructor(
    branches: readonly BranchShape[],
    readonly units: number,
    random: Random,
  ) {
    super();
    this.projections = this.part('projections', new Projections(branches, units, random));
    this.gates = branches.map((_, b) => this.part(`gate${b + 1}`, new Dense(columnsTogether(branches), units, random)));
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const all = concatenate(branches);
    const parts = this.projections
      .call(branches)
      .map((projected, b) => tf.mul(tf.sigmoid(this.gates[b].call(all)), tf.tanh(projected)));
    return tf.addN(parts as tf.Tensor2D[]);
  }
}

export const gated = defineOperator({
  name: 'gated',
  summary: 'the projected branches, weighted column by column by gates that read all of them',
  options: z.strictObject({ units: z.number().int().positive().default(32) }),
  space: { units: { choices: [16, 32, 64] } },
  build: ({ units }, branches, random) => new Gated(branches, units, random),
});
