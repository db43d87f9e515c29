import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { defineLoss } from '../loss';

const optionsSchema = z.strictObject({
  /** How much of the loss is the ranking's; the rest is cross-entropy, which decides the level of probabilities. */
  share: z.number().min(0).max(1).default(0.5),
});

/** Stands for no row: its exponential is 0. */
const NOTHING = -1e9;

/**
 * A ranking loss beside cross-entropy (combined regression and ranking: Sculley, KDD 2010). Of the customers in the batch
 * who are asked about the same item, each positive is to win the softmax (ListNet: Cao et al., ICML 2007): for logits z
 * and G_i the rows that ask about the item of row i,
 *
 *   s y_i (log Σ_{k ∈ G_i} exp z_k − z_i) + (1 − s) (softplus(z_i) − y_i z_i)
 *
 * The ranking says nothing of the level of an item's logits: cross-entropy decides it. Where that level changes from one
 * training time to the next, what an example's own time has to do with it is one more thing that cross-entropy has the
 * network learn. With s = 1 there is none: this is conditional logistic regression (Cox, 1972) with a stratum for each item
 * and batch, and one level for all logits is fitted afterwards.
 */
export const listwise = defineLoss({
  name: 'listwise',
  summary: "a softmax over each item's customers in the batch, beside binary cross-entropy",
  options: optionsSchema,
  space: { share: { low: 0, high: 0.9 } },
  build: ({ share }) => ({
    of(logits, labels, _, items) {
      const entropies = tf.sub(tf.softplus(logits), tf.mul(labels, logits));
      const ranking = tf.mul(labels, tf.sub(logSums(logits, items ?? new Int32Array(logits.size)), logits));
      return tf.add(tf.mul(ranking, share), tf.mul(entropies, 1 - share));
    },
    logitShift: () => 0,
    isRelative: share === 1,
  }),
});

/** For each row log Σ exp z over the rows of its item, [B]. */
function logSums(logits: tf.Tensor1D, items: Int32Array): tf.Tensor1D {
  const B = items.length;
  const groups = new Map<number, number[]>();
  for (let i = 0; i < B; i++) {
    const group = groups.get(items[i]);
    if (group) group.push(i);
    else groups.set(items[i], [i]);
  }
  // One row a group, filled up with an entry behind the last logit.
  const longest = Math.max(...[...groups.values()].map(({ length }) => length));
  const places = new Int32Array(groups.size * longest).fill(B);
  const groupOf = new Int32Array(B);
  [...groups.values()].forEach((rows, g) => {
    places.set(rows, g * longest);
    for (const row of rows) groupOf[row] = g;
  });
  const padded = tf.concat1d([logits, tf.tensor1d([NOTHING])]);
  const grouped = tf.reshape(tf.gather(padded, tf.tensor1d(places, 'int32')), [groups.size, longest]);
  return tf.gather(tf.logSumExp(grouped, 1) as tf.Tensor1D, tf.tensor1d(groupOf, 'int32'));
}
