import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineLoss } from '../loss';
import { positiveWeightSchema, weightOfPositives } from '../positiveWeight';

const optionsSchema = z.strictObject({
  positiveWeight: positiveWeightSchema.default('sqrt'),
});

/**
 * Weighted binary cross-entropy, computed from logits z without overflow:
 *
 *   w y softplus(−z) + (1 − y) softplus(z) ,  w = weight of a positive
 *
 * A positive weight w multiplies the odds that the model learns by w, so log w is taken off again.
 */
export const weightedBce = defineLoss({
  name: 'weighted-bce',
  summary: 'binary cross-entropy with a weight for positives',
  options: optionsSchema,
  build({ positiveWeight }, counts) {
    const weight = weightOfPositives(positiveWeight, counts);
    return {
      of: (logits, labels) => {
        const positive = tf.mul(tf.mul(labels, weight), tf.softplus(tf.neg(logits)));
        const negative = tf.mul(tf.sub(1, labels), tf.softplus(logits));
        return tf.add(positive, negative);
      },
      logitShift: () => -Math.log(weight),
    };
  },
});
