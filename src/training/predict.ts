import * as tf from '@tensorflow/tfjs-core';

/** Logits of some rows, computed in chunks that fit memory; [rows.length]. */
export function predictLogits(
  logitsOf: (rows: Int32Array) => tf.Tensor1D,
  rows: Int32Array,
  chunk = 32_768,
): Float32Array {
  return predictVectors(logitsOf, rows, 1, chunk);
}

/** Vectors of some rows, computed in the same way; [rows.length, units]. */
export function predictVectors(
  vectorsOf: (rows: Int32Array) => tf.Tensor,
  rows: Int32Array,
  units: number,
  chunk = 32_768,
): Float32Array {
  const vectors = new Float32Array(rows.length * units);
  for (let from = 0; from < rows.length; from += chunk) {
    const part = rows.subarray(from, from + chunk);
    vectors.set(
      tf.tidy(() => vectorsOf(part).dataSync() as Float32Array),
      from * units,
    );
  }
  return vectors;
}
