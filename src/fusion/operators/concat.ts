import type * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { concatenate, defineOperator, FusionOperator } from '../operator';
import { columnsTogether } from '../projections';

/** The branches side by side: [B, D₁], …, [B, Dₙ] → [B, ΣDᵢ]. */
class Concat extends FusionOperator {
  readonly units: number;

  constructor(branches: readonly BranchShape[]) {
    super();
    this.units = columnsTogether(branches);
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    return concatenate(branches);
  }
}

export const concat = defineOperator({
  name: 'concat',
  summary: 'the branches side by side',
  options: NO_OPTIONS,
  build: (_, branches) => new Concat(branches),
});
