import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Encoding } from '../../nn/encoding';
import { defineOperator, FusionOperator } from '../operator';

/**
 * The branches' own logits, added: a product of experts (Hinton, Neural Computation 2002), or a generalised additive model
 * whose parts are branches. Each shifts the odds by a factor that the others do not change.
 *
 *   logit p = Σ_b z_b
 */
class Additive extends FusionOperator {
  readonly units = 1;

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    return tf.addN(branches.map(({ pooled }) => pooled));
  }
}

export const additive = defineOperator({
  name: 'additive',
  summary: "the sum of the branches' own logits",
  isLate: true,
  options: NO_OPTIONS,
  build: () => new Additive(),
});
