import * as tf from '@tensorflow/tfjs-core';

/**
 * The cross-entropy of telling the row that is meant from some that are not, by inner products (sampled softmax; Jean et
 * al., ACL 2015), for each query:
 *
 *   − log( exp(q · e) / (exp(q · e) + Σ_n exp(q · e_n)) )
 *
 * @param queries [N, D]
 * @param table [V, D]
 * @param targets the row that each query means, [N]
 * @param others rows that all queries are told from, [n]
 * @returns [N]
 */
export function sampledSoftmax(
  queries: tf.Tensor2D,
  table: tf.Tensor2D,
  targets: Int32Array,
  others: Int32Array,
): tf.Tensor1D {
  const positive = tf.sum(tf.mul(queries, tf.gather(table, tf.tensor1d(targets, 'int32'))), 1, true);
  const rest = tf.matMul(queries, tf.gather(table, tf.tensor1d(others, 'int32')), false, true);
  const logits = tf.concat2d([positive as tf.Tensor2D, rest as tf.Tensor2D], 1);
  return tf.sub(tf.logSumExp(logits, 1), tf.squeeze(positive, [1])) as tf.Tensor1D;
}
