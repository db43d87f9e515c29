import * as tf from '@tensorflow/tfjs-core';

/**
 * Scaled dot-product attention with heads side by side (Vaswani et al., NeurIPS 2017):
 *
 *   y_i = Σ_j α_ij v_j,  α_ij = softmax_j(q_i · k_j / √d),  d the columns of a head
 *
 * over the keys whose mask is 1 and, where it is causal, j ≤ i; where there is none, y is 0.
 *
 * @param queries [B, Q, D]
 * @param keys [B, K, D]
 * @param values [B, K, D]
 * @param mask of the keys, [B, K]
 * @param heads divides D
 * @param causal whether a query sees only the keys at its own place and before
 * @returns [B, Q, D]
 */
export function attention(
  queries: tf.Tensor3D,
  keys: tf.Tensor3D,
  values: tf.Tensor3D,
  mask: tf.Tensor2D,
  heads: number,
  causal = false,
): tf.Tensor3D {
  const [B, Q, D] = queries.shape;
  const K = keys.shape[1];
  const depth = D / heads;
  const split = (x: tf.Tensor3D, length: number) =>
    tf.transpose(tf.reshape(x, [B, length, heads, depth]), [0, 2, 1, 3]);
  const logits = tf.mul(tf.matMul(split(queries, Q), split(keys, K), false, true), 1 / Math.sqrt(depth));
  const known = tf.reshape(mask, [B, 1, 1, K]);
  const there = causal ? tf.mul(known, tf.linalg.bandPart(tf.ones([Q, K]), -1, 0)) : known;
  // Far below every logit, but finite: a row without any key would otherwise be NaN.
  const weights = tf.mul(tf.softmax(tf.add(logits, tf.mul(tf.sub(there, 1), 1e9)), -1), there);
  const mixed = tf.matMul(weights, split(values, K));
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B, Q, D]);
}
