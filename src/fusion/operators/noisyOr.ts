import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Encoding } from '../../nn/encoding';
import { defineOperator, FusionOperator } from '../operator';

/**
 * Noisy-or (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988): the outcome has one cause for each branch, and
 * each cause may bring it about without the others.
 *
 *   p = 1 − Π_b (1 − p_b)
 *
 * Of logits a and b, the odds are eᵃ + eᵇ + eᵃ⁺ᵇ: their logarithm is computed as such, so that no probability is ever
 * rounded to 0 or 1; any number of branches, one after the other.
 */
class NoisyOr extends FusionOperator {
  readonly units = 1;

  fuse(branches: readonly Encoding[]): tf.Tensor2D {
    return branches.map(({ pooled }) => pooled).reduce(either);
  }
}

/** The logit of "a or b" for independent causes. */
function either(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.logSumExp(tf.concat2d([a, b, tf.add(a, b) as tf.Tensor2D], 1), 1, true) as tf.Tensor2D;
}

export const noisyOr = defineOperator({
  name: 'noisy-or',
  summary: "independent causes: 1 − Π (1 − p) over the branches' own probabilities",
  isLate: true,
  // Rare causes do not have to unlearn first that each is as likely as not.
  headStart: -4,
  options: NO_OPTIONS,
  build: () => new NoisyOr(),
});
