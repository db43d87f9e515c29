import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { dataOf } from '../../ops/tensors';
import { defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** How much of the loss is the ranking's; the rest is cross-entropy, which probabilities need. */
  share: z.number().min(0).lt(1).default(0.5),
});

/**
 * RankNet (Burges et al., ICML 2005) beside cross-entropy (combined regression and ranking: Sculley, KDD 2010). Of the
 * customers in the batch who are asked about the same item, each positive is to stand above each negative: for logits z
 * and N_i the negatives that ask about the item of row i,
 *
 *   s y_i mean_{j ∈ N_i} softplus(z_j − z_i) + (1 − s) (softplus(z_i) − y_i z_i)
 *
 * The ranking says nothing of the level of an item's logits: cross-entropy alone decides it. Takes time by the number of
 * pairs, and memory by the number of rows.
 */
export const pairwise = defineLoss({
  name: 'pairwise',
  summary: "each item's positives in the batch against its negatives, beside binary cross-entropy",
  options: optionsSchema,
  space: { share: { low: 0, high: 0.9 } },
  build: ({ share }) => ({
    of(logits, labels, _, items) {
      const entropies = tf.sub(tf.softplus(logits), tf.mul(labels, logits));
      const ranking = pairLosses(logits, groupsOf(dataOf(labels), items));
      return tf.add(tf.mul(ranking, share), tf.mul(entropies, 1 - share));
    },
    logitShift: () => 0,
  }),
});

/** The rows of an item. */
interface Group {
  readonly positives: number[];
  readonly negatives: number[];
}

function groupsOf(labels: Float32Array, items?: Int32Array): Group[] {
  const groups = new Map<number, Group>();
  for (let i = 0; i < labels.length; i++) {
    const item = items ? items[i] : 0;
    const group = groups.get(item) ?? { positives: [], negatives: [] };
    groups.set(item, group);
    (labels[i] ? group.positives : group.negatives).push(i);
  }
  return [...groups.values()];
}

/** For each positive the mean of softplus(z_j − z_i) over the negatives j of its group; 0 for all other rows. [B] */
function pairLosses(logits: tf.Tensor1D, groups: readonly Group[]): tf.Tensor1D {
  const B = logits.size;
  const op = tf.customGrad((...args) => {
    const z = dataOf(args[0] as tf.Tensor).slice();
    const losses = new Float32Array(B);
    eachPositive(groups, (i, negatives) => {
      let sum = 0;
      for (const j of negatives) sum += softplus(z[j] - z[i]);
      losses[i] = sum / negatives.length;
    });
    const gradFunc = (dy: tf.Tensor) => {
      const outer = dataOf(dy);
      const gradient = new Float64Array(B);
      eachPositive(groups, (i, negatives) => {
        const scale = outer[i] / negatives.length;
        for (const j of negatives) {
          const slope = scale / (1 + Math.exp(z[i] - z[j]));
          gradient[j] += slope;
          gradient[i] -= slope;
        }
      });
      return tf.tensor1d(Float32Array.from(gradient));
    };
    return { value: tf.tensor1d(losses), gradFunc };
  });
  return op(logits) as tf.Tensor1D;
}

function eachPositive(groups: readonly Group[], use: (positive: number, negatives: readonly number[]) => void): void {
  for (const { positives, negatives } of groups)
    if (negatives.length) for (const positive of positives) use(positive, negatives);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
