import * as tf from '@tensorflow/tfjs-core';
import { FusionOperator, type OperatorKind } from '../operator';

/** The branches side by side: [B, D₁], …, [B, Dₙ] → [B, ΣDᵢ]. */
class Concat extends FusionOperator {
  readonly width: number;

  constructor(widths: readonly number[]) {
    super();
    this.width = widths.reduce((sum, width) => sum + width, 0);
  }

  fuse(branches: readonly tf.Tensor2D[]): tf.Tensor2D {
    return branches.length === 1 ? branches[0] : tf.concat2d([...branches], 1);
  }
}

export const concat: OperatorKind = { name: 'concat', build: (widths) => new Concat(widths) };
