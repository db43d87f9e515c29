import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Encoding } from '../../nn/encoding';
import type { BranchShape } from '../branch';
import { defineOperator, FusionOperator } from '../operator';

/** The branches side by side: [B, D₁], …, [B, Dₙ] → [B, ΣDᵢ]. */
class Concat extends FusionOperator {
  readonly units: number;

  constructor(branches: readonly BranchShape[]) {
    super();
    this.units = branches.reduce((sum, { units }) => sum + units, 0);
  }

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    return branches.length === 1
      ? branches[0].pooled
      : tf.concat2d(
          branches.map(({ pooled }) => pooled),
          1,
        );
  }
}

export const concat = defineOperator({
  name: 'concat',
  summary: 'the branches side by side',
  options: NO_OPTIONS,
  build: (_, branches) => new Concat(branches),
});
