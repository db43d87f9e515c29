import * as tf from '@tensorflow/tfjs-core';
import { kthLargest } from '../../base/select';

/**
 * The contrastive loss (Hadsell, Chopra and LeCun, CVPR 2006) of vectors of which some belong together, with hard negatives.
 * With d the distance of two vectors once their length is 1, it is
 *
 *   mean of d² over pairs of one group + mean of max(0, margin − d)² over pairs of two groups
 *
 * @param x [N, D]
 * @param groups to which each belongs, [N]
 * @param hardest for each vector so many of those of other groups that are closest to it
 */
export function contrastive(x: tf.Tensor2D, groups: Int32Array, margin: number, hardest: number): tf.Scalar {
  const similarity = similarities(x);
  const { same, hard } = pairsOf(similarity.dataSync() as Float32Array, groups, hardest);
  const squared = tf.mul(tf.sub(1, similarity), 2);
  // The slope of the root is infinite at 0.
  const distance = tf.sqrt(tf.maximum(squared, 1e-6));
  const pull = meanWhere(squared, same);
  const push = meanWhere(tf.square(tf.relu(tf.sub(margin, distance))), hard);
  return tf.add(pull, push) as tf.Scalar;
}

/** Cosines of all pairs of rows, [N, D] → [N, N]. */
function similarities(x: tf.Tensor2D): tf.Tensor2D {
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12));
  const unit = tf.div(x, norm) as tf.Tensor2D;
  return tf.matMul(unit, unit, false, true);
}

/** Which pairs are of one group, and which are each row's hardest pairs of two: 0 or 1, [N, N]. */
function pairsOf(similarity: Float32Array, groups: Int32Array, hardest: number) {
  const N = groups.length;
  const same = new Float32Array(N * N);
  const hard = new Float32Array(N * N);
  const others = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    let count = 0;
    for (let j = 0; j < N; j++) {
      if (groups[i] !== groups[j]) others[count++] = similarity[i * N + j];
      else if (i !== j) same[i * N + j] = 1;
    }
    if (count === 0) continue;
    const least = kthLargest(others, Math.min(hardest, count), count);
    for (let j = 0; j < N; j++) if (groups[i] !== groups[j] && similarity[i * N + j] >= least) hard[i * N + j] = 1;
  }
  return { same, hard };
}

/** The mean of the entries at which there is a 1; 0 where there is none. */
function meanWhere(x: tf.Tensor, chosen: Float32Array): tf.Tensor {
  const count = chosen.reduce((sum, one) => sum + one, 0);
  return tf.div(tf.sum(tf.mul(x, tf.tensor(chosen, x.shape))), Math.max(1, count));
}
