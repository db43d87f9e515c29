import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator } from '../operator';
import { columnsTogether } from '../projections';

const optionsSchema = z.strictObject({
  /** Whom the others modulate: all branches, the first alone, or all but the first, which then is what modulates. */
  modulated: z.enum(['all', 'first', 'others']).default('all'),
});
type Modulated = z.output<typeof optionsSchema>['modulated'];

/**
 * Feature-wise linear modulation (FiLM; Perez et al., AAAI 2018), one way or every way: a branch is scaled and shifted,
 * column by column, by what other branches say, and all stand side by side,
 *
 *   [(1 + γ_b) ∘ x_b + β_b]_b,  [γ_b, β_b] = M_b [x_o]_{o modulates b} + m_b
 *
 * A branch that nothing modulates stays as it is.
 */
class Film extends FusionOperator {
  readonly units: number;
  /** For each branch those that modulate it. */
  private readonly modulating: readonly (readonly number[])[];
  private readonly modulations: readonly (Dense | undefined)[];

  constructor(branches: readonly BranchShape[], modulated: Modulated, random: Random) {
    super();
    this.units = columnsTogether(branches);
    this.modulating = branches.map((_, b) => {
      const others = [...branches.keys()].filter((o) => o !== b);
      if (modulated === 'all') return others;
      if (modulated === 'first') return b === 0 ? others : [];
      return b === 0 ? [] : [0];
    });
    this.modulations = branches.map(({ units }, b) => {
      const by = this.modulating[b];
      if (by.length === 0) return undefined;
      const columns = columnsTogether(by.map((o) => branches[o]));
      return this.part(`modulation${b + 1}`, new Dense(columns, 2 * units, random));
    });
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const parts = branches.map(({ pooled }, b) => {
      const modulation = this.modulations[b];
      if (!modulation) return { pooled };
      const by = concatenate(this.modulating[b].map((o) => branches[o]));
      const [scale, shift] = tf.split(modulation.call(by), 2, 1);
      return { pooled: tf.add(tf.mul(tf.add(scale, 1), pooled), shift) as tf.Tensor2D };
    });
    return concatenate(parts);
  }
}

export const film = defineOperator({
  name: 'film',
  summary: 'branches scaled and shifted by what others say, side by side',
  options: optionsSchema,
  space: { modulated: { choices: ['all', 'first', 'others'] } },
  build: ({ modulated }, branches, random) => new Film(branches, modulated, random),
});
