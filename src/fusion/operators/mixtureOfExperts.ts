import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator } from '../operator';
import { columnsTogether } from '../projections';

/**
 * A mixture of experts (Jacobs et al., Neural Computation 1991) over the branches side by side, x: each expert has a layer
 * of its own, and a gate says for each example whom to listen to,
 *
 *   Σ_e softmax_e(G x + g) ReLU(W_e x + b_e)
 */
class MixtureOfExperts extends FusionOperator {
  private readonly experts: readonly Dense[];
  private readonly gate: Dense;

  constructor(
    branches: readonly BranchShape[],
    readonly units: number,
    experts: number,
    random: Random,
  ) {
    super();
    const inputs = columnsTogether(branches);
    this.experts = Array.from({ length: experts }, (_, e) =>
      this.part(`expert${e + 1}`, new Dense(inputs, units, random, 'relu')),
    );
    this.gate = this.part('gate', new Dense(inputs, experts, random));
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const x = concatenate(branches);
    const weights = tf.split(tf.softmax(this.gate.call(x)), this.experts.length, 1);
    const parts = this.experts.map((expert, e) => tf.mul(expert.call(x), weights[e]));
    return tf.addN(parts as tf.Tensor2D[]);
  }
}

export const mixtureOfExperts = defineOperator({
  name: 'mixture-of-experts',
  summary: 'layers that share the examples among them by a gate',
  options: z.strictObject({
    units: z.number().int().positive().default(32),
    experts: z.number().int().positive().default(4),
  }),
  space: { units: { choices: [16, 32, 64] }, experts: { choices: [2, 4, 8] } },
  build: ({ units, experts }, branches, random) => new MixtureOfExperts(branches, units, experts, random),
});
