import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** τ: how much of the classes' log-odds is added; 1 makes the decision at ½ that of the least balanced error. */
  tau: z.number().min(0).default(1),
});

/**
 * Cross-entropy of logits to which the log-odds of the classes are added while training (Menon et al., ICLR 2021):
 *
 *   softplus(z') − y z' ,  z' = z + τ log(n₁ / n₀)
 *
 * so that z itself decides between the classes as if both were equally frequent, and z' is the log-odds under the
 * training base rate. With two classes the adjustment is a constant: it starts the training at the base rate and moves
 * the decision at ½, but a model with a bias ranks as it does with cross-entropy.
 */
export const logitAdjusted = defineLoss({
  name: 'logit-adjusted',
  summary: "cross-entropy of logits with the classes' log-odds added",
  options: optionsSchema,
  space: { tau: { low: 0, high: 2 } },
  build({ tau }, { positives, negatives }) {
    const shift = tau * Math.log(positives / negatives);
    return {
      of(logits, labels) {
        const adjusted = tf.add(logits, shift);
        return tf.sub(tf.softplus(adjusted), tf.mul(labels, adjusted));
      },
      logitShift: () => shift,
    };
  },
});
