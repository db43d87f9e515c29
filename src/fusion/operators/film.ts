import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator } from '../operator';
import { columnsTogether } from '../projections';

/**
 * Feature-wise linear modulation (FiLM; Perez et al., AAAI 2018), every way: each branch is scaled and shifted, column by
 * column, by what the other branches say, and all stand side by side,
 *
 *   [(1 + γ_b) ∘ x_b + β_b]_b,  [γ_b, β_b] = M_b [x_o]_{o ≠ b} + m_b
 *
 * A branch alone stays as it is.
 */
class Film extends FusionOperator {
  readonly units: number;
  private readonly modulations: readonly Dense[];

  constructor(branches: readonly BranchShape[], random: Random) {
    super();
    this.units = columnsTogether(branches);
    this.modulations =
      branches.length === 1
        ? []
        : branches.map(({ units }, b) =>
            this.part(`modulation${b + 1}`, new Dense(this.units - units, 2 * units, random)),
          );
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    const parts = branches.map(({ pooled }, b) => {
      if (branches.length === 1) return { pooled };
      const others = branches.filter((_, o) => o !== b);
      const [scale, shift] = tf.split(this.modulations[b].call(concatenate(others)), 2, 1);
      return { pooled: tf.add(tf.mul(tf.add(scale, 1), pooled), shift) as tf.Tensor2D };
    });
    return concatenate(parts);
  }
}

export const film = defineOperator({
  name: 'film',
  summary: 'each branch scaled and shifted by what the others say, side by side',
  options: NO_OPTIONS,
  build: (_, branches, random) => new Film(branches, random),
});
