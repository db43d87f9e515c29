import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import type { Encoding } from '../nn/encoding';
import { Module } from '../nn/module';
import type { BranchShape } from './branch';

/** How branches are drawn together while they learn from labels. */
export const alignmentSchema = z.strictObject({
  /** What the contrastive loss counts beside that of the labels. */
  weight: z.number().positive().default(0.1),
  /** The lower, the more the likest of the other examples count. */
  temperature: z.number().positive().default(0.2),
  /** At most so many examples of a batch are told from one another, for that takes the square of memory. */
  examples: z.number().int().min(2).default(256),
  /** Columns of the space that branches are projected to. */
  units: z.number().int().positive().default(16),
});
export type AlignmentOptions = z.output<typeof alignmentSchema>;

/**
 * Branches of one example shall say what belongs together: each is projected to a common space, and of each pair of
 * branches each example is told from the others of the batch by what the other branch says of it (Radford et al., CLIP,
 * ICML 2021). The projections serve this loss alone.
 */
export class Alignment extends Module {
  private readonly projections: readonly Dense[];

  constructor(
    branches: readonly BranchShape[],
    private readonly options: AlignmentOptions,
    random: Random,
  ) {
    super();
    this.projections = branches.map(({ name, units }) => this.part(name, new Dense(units, options.units, random)));
  }

  /**
   * The mean over the pairs of branches, times the weight. Of each group one example is taken, so that none is told from
   * its like.
   * @param groups who each example is of, [B]
   */
  loss(encodings: readonly Encoding[], groups: Int32Array): tf.Scalar {
    const { examples, temperature, weight } = this.options;
    const first = new Map<number, number>();
    for (let i = 0; i < groups.length && first.size < examples; i++) if (!first.has(groups[i])) first.set(groups[i], i);
    const rows = tf.tensor1d(Int32Array.from(first.values()), 'int32');
    const projected = encodings.map(({ pooled }, b) => this.projections[b].call(tf.gather(pooled, rows)));
    const losses = projected.flatMap((one, b) =>
      projected.slice(b + 1).map((other) => infoNce(one, other, temperature)),
    );
    return tf.mul(tf.mean(tf.stack(losses)), weight) as tf.Scalar;
  }
}

/**
 * InfoNCE (van den Oord, Li and Vinyals, 2018), both ways: with s_ij the cosine of a row of one and a row of the other over
 * the temperature,
 *
 *   ½ mean_i [−log e^{s_ii} / Σ_j e^{s_ij} − log e^{s_ii} / Σ_j e^{s_ji}]
 *
 * @param one [B, D]
 * @param other [B, D]
 */
export function infoNce(one: tf.Tensor2D, other: tf.Tensor2D, temperature: number): tf.Scalar {
  const [a, b] = [unit(one), unit(other)];
  const scores = tf.div(tf.matMul(a, b, false, true), temperature);
  const own = tf.div(tf.sum(tf.mul(a, b), 1), temperature);
  const among = (axis: number) => tf.mean(tf.sub(tf.logSumExp(scores, axis), own));
  return tf.div(tf.add(among(1), among(0)), 2);
}

/** Rows brought to length 1. */
function unit(x: tf.Tensor2D): tf.Tensor2D {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));
}
