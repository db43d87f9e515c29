import * as tf from '@tensorflow/tfjs-core';

/** Logits of some rows, computed in chunks that fit memory; [rows.length]. */
export function predictLogits(
  logitsOf: (rows: Int32Array) => tf.Tensor1D,
  rows: Int32Array,
  chunk = 32_768,
): Float32Array {
  const logits = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += chunk) {
    const part = rows.subarray(from, from + chunk);
    logits.set(
      tf.tidy(() => logitsOf(part).dataSync() as Float32Array),
      from,
    );
  }
  return logits;
}
