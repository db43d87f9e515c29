import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { effectiveNumberWeights } from '../effectiveNumber';
import { defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** β: from 0, no weights, towards 1, the inverse class frequencies. */
  beta: z.number().min(0).lt(1).default(0.999),
});

/**
 * Cross-entropy of logits z with each class weighted by its effective number of examples (Cui et al., CVPR 2019):
 *
 *   w₁ y softplus(−z) + w₀ (1 − y) softplus(z) ,  w ∝ (1 − β) / (1 − βⁿ)
 *
 * The weights multiply the odds by w₁ / w₀, which is taken off again.
 */
export const classBalanced = defineLoss({
  name: 'class-balanced',
  summary: 'cross-entropy weighted by the effective number of examples of each class',
  options: optionsSchema,
  space: { beta: { choices: [0.9, 0.99, 0.999, 0.9999] } },
  build({ beta }, counts) {
    const { positive, negative } = effectiveNumberWeights(counts, beta);
    return {
      of: (logits, labels) =>
        tf.add(
          tf.mul(tf.mul(labels, positive), tf.softplus(tf.neg(logits))),
          tf.mul(tf.mul(tf.sub(1, labels), negative), tf.softplus(logits)),
        ),
      logitShift: () => Math.log(negative / positive),
    };
  },
});
