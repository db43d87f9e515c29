import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** Weight of a positive beside a negative; `balanced` gives both classes the same total, `sqrt` the square root of that weight. */
  positiveWeight: z.union([z.number().positive(), z.enum(['balanced', 'sqrt'])]).default('sqrt'),
});

/**
 * Weighted binary cross-entropy, computed from logits z without overflow:
 *
 *   mean( w y softplus(−z) + (1 − y) softplus(z) ) ,  w = weight of a positive
 *
 * A positive weight w multiplies the odds that the model learns by w, so log w is taken off again.
 */
export const weightedBce = defineLoss({
  name: 'weighted-bce',
  summary: 'binary cross-entropy with a weight for positives',
  options: optionsSchema,
  build({ positiveWeight }, { positives, negatives }) {
    const rate = positives / (positives + negatives);
    const balanced = (1 - rate) / rate;
    const weight =
      positiveWeight === 'balanced' ? balanced : positiveWeight === 'sqrt' ? Math.sqrt(balanced) : positiveWeight;
    return {
      of: (logits, labels) => {
        const positive = tf.mul(tf.mul(labels, weight), tf.softplus(tf.neg(logits)));
        const negative = tf.mul(tf.sub(1, labels), tf.softplus(logits));
        return tf.mean(tf.add(positive, negative));
      },
      logitShift: -Math.log(weight),
    };
  },
});
