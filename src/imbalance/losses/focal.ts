import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** How much less easy examples count; 0 makes it cross-entropy. */
  gamma: z.number().min(0).default(2),
  /** Weight of positives, that of negatives being one less; 0.5 weighs both alike. */
  alpha: z.number().gt(0).lt(1).default(0.5),
});

/**
 * Focal loss (Lin et al., ICCV 2017), computed from logits z without overflow:
 *
 *   2 α y (1 − p)^γ softplus(−z) + 2 (1 − α) (1 − y) p^γ softplus(z) ,  p = σ(z)
 *
 * so that γ = 0 and α = ½ give the cross-entropy. The weights multiply the odds by α / (1 − α), which is taken off again.
 * A γ above 0 pulls probabilities towards ½ besides: they rank, but want calibration.
 */
export const focal = defineLoss({
  name: 'focal',
  summary: 'cross-entropy in which examples count less the better they are told already',
  options: optionsSchema,
  space: { gamma: { low: 0, high: 4 }, alpha: { low: 0.25, high: 0.9 } },
  build: ({ gamma, alpha }) => ({
    of: (logits, labels) => {
      const p = tf.sigmoid(logits);
      // 0 to the power 0 has no gradient by its base that is a number.
      const hard = (q: tf.Tensor) => (gamma === 0 ? tf.onesLike(q) : tf.pow(tf.maximum(q, 1e-12), gamma));
      const positive = tf.mul(tf.mul(labels, hard(tf.sub(1, p))), tf.softplus(tf.neg(logits)));
      const negative = tf.mul(tf.mul(tf.sub(1, labels), hard(p)), tf.softplus(logits));
      return tf.add(tf.mul(positive, 2 * alpha), tf.mul(negative, 2 * (1 - alpha)));
    },
    logitShift: () => Math.log((1 - alpha) / alpha),
  }),
});
