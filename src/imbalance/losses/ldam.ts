import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { type ClassWeights, effectiveNumberWeights } from '../effectiveNumber';
import { type ClassCounts, defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** The margin of the rarer class, in logits; that of the other is smaller by the fourth root of their ratio. */
  maxMargin: z.number().min(0).default(0.5),
  /** So many epochs train without class weights; the later ones with those of `beta`. */
  deferredEpochs: z.number().int().min(0).default(5),
  /** β of the later weights by the effective number of examples; 0 for none. */
  beta: z.number().min(0).lt(1).default(0.9999),
});

const NO_WEIGHTS: ClassWeights = { positive: 1, negative: 1 };

/**
 * Label-distribution-aware margins with deferred reweighting (LDAM-DRW; Cao et al., NeurIPS 2019): cross-entropy with a
 * margin that is larger for the rarer class, for logits z
 *
 *   w₁ y softplus(−(z − Δ₁)) + w₀ (1 − y) softplus(z + Δ₀) ,  Δ ∝ n^(−1/4)
 *
 * and weights w of 1 in the first epochs, of the effective numbers of examples afterwards. Training has to last longer
 * than those first epochs. The shift is exact for a constant; elsewhere margins bend probabilities, which then want
 * calibration.
 */
export const ldam = defineLoss({
  name: 'ldam',
  summary: 'cross-entropy with margins that are larger for the rarer class, reweighted in later epochs',
  options: optionsSchema,
  space: { maxMargin: { low: 0.1, high: 2, log: true }, beta: { choices: [0, 0.999, 0.9999] } },
  build({ maxMargin, deferredEpochs, beta }, counts) {
    const { positives, negatives } = counts;
    const rarer = Math.min(positives, negatives);
    const margins: Margins = {
      positive: maxMargin * (rarer / positives) ** 0.25,
      negative: maxMargin * (rarer / negatives) ** 0.25,
    };
    const later = effectiveNumberWeights(counts, beta);
    const weightsIn = (epoch: number) => (epoch > deferredEpochs ? later : NO_WEIGHTS);
    return {
      of(logits, labels, epoch) {
        const { positive, negative } = weightsIn(epoch);
        return tf.add(
          tf.mul(tf.mul(labels, positive), tf.softplus(tf.sub(margins.positive, logits))),
          tf.mul(tf.mul(tf.sub(1, labels), negative), tf.softplus(tf.add(logits, margins.negative))),
        );
      },
      logitShift: (epoch) => Math.log(positives / negatives) - bestConstant(counts, margins, weightsIn(epoch)),
    };
  },
});

interface Margins {
  readonly positive: number;
  readonly negative: number;
}

/**
 * The logit with the least loss of all constants. With u = exp z, a = exp(−Δ₁), b = exp(−Δ₀) and o the weighted odds, the
 * derivative is 0 where a u² + (1 − o) u − o b = 0.
 */
function bestConstant({ positives, negatives }: ClassCounts, margins: Margins, weights: ClassWeights): number {
  const odds = (weights.positive * positives) / (weights.negative * negatives);
  const [a, b] = [Math.exp(-margins.positive), Math.exp(-margins.negative)];
  const root = Math.sqrt((1 - odds) ** 2 + 4 * a * b * odds);
  // Of the two forms of the solution the one in which nothing cancels.
  return Math.log(odds < 1 ? (2 * odds * b) / (1 - odds + root) : (odds - 1 + root) / (2 * a));
}
