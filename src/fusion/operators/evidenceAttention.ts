import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import { signedLog } from '../../nn/signedLog';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator, twoWithSteps } from '../operator';
import { columnsTogether } from '../projections';

/**
 * Fusion below the vectors: the steps s_l of the first branch that has some, and its pooled vector x, say how much the
 * numbers e_l that the second has for the same steps count. Each head h gives every step a weight of its own, not negative;
 * the logarithms of the weighted sums stand beside the branches' pooled vectors.
 *
 *   w_hl = softplus(A_h s_l + B_h x + b_h),  v_h = Σ_l w_hl e_l,  [x₁, …, xₙ, sign(v_h) log(1 + |v_h|)]
 *
 * Where one branch has fewer steps than the other, the last ones of both belong together.
 */
class EvidenceAttention extends FusionOperator {
  readonly units: number;
  private readonly ofStep: Dense;
  private readonly ofAll: Dense;
  private readonly weighing: number;
  private readonly weighed: number;

  constructor(
    branches: readonly BranchShape[],
    private readonly heads: number,
    random: Random,
  ) {
    super();
    [this.weighing, this.weighed] = twoWithSteps(branches, 'evidence-attention', 'sequence and evidence');
    const { units, stepUnits } = branches[this.weighing];
    this.ofStep = this.part('step', new Dense(stepUnits!, heads, random));
    this.ofAll = this.part('all', new Dense(units, heads, random));
    this.units = columnsTogether(branches) + heads * branches[this.weighed].stepUnits!;
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const weighing = branches[this.weighing];
    const weighed = branches[this.weighed];
    const T = Math.min(weighing.steps!.shape[1], weighed.steps!.shape[1]);
    const steps = last(weighing.steps!, T);
    const [B, , D] = steps.shape;
    const perStep = tf.reshape(this.ofStep.call(tf.reshape(steps, [B * T, D])), [B, T, this.heads]);
    const scores = tf.add(perStep, tf.expandDims(this.ofAll.call(weighing.pooled), 1));
    const there = tf.mul(last(tf.expandDims(weighing.mask!, 2), T), last(tf.expandDims(weighed.mask!, 2), T));
    const weights = tf.mul(tf.softplus(scores), there) as tf.Tensor3D;
    const sums = tf.matMul(weights, last(weighed.steps!, T), true);
    return concatenate([...branches, { pooled: tf.reshape(signedLog(sums), [B, -1]) as tf.Tensor2D }]);
  }
}

/** The last T steps of [B, T', D]. */
function last(steps: tf.Tensor, T: number): tf.Tensor3D {
  const [, all] = steps.shape;
  return tf.slice(steps as tf.Tensor3D, [0, all - T, 0], [-1, T, -1]);
}

export const evidenceAttention = defineOperator({
  name: 'evidence-attention',
  summary:
    'the steps of one branch weigh what another has found for each of them: baskets weigh the evidence of the graph',
  wantsSteps: true,
  options: z.strictObject({
    /** How many weights each step has. */
    heads: z.number().int().positive().default(4),
  }),
  space: { heads: { choices: [1, 2, 4, 8] } },
  build: ({ heads }, branches, random) => new EvidenceAttention(branches, heads, random),
});
