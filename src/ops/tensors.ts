import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A tensor's data, to be read at once: on WASM a view of the engine's memory, which moves when the next tensor is
 * allocated; elsewhere an array of its own. @throws Error unless they are float32
 */
export function dataOf(x: tf.Tensor): Float32Array {
  if (x.dtype !== 'float32') throw new Error(`a tensor of ${x.dtype}, not of float32`);
  if (tf.getBackend() !== 'wasm') return x.dataSync() as Float32Array;
  const backend = tf.backend() as BackendWasm;
  return backend.typedArrayFromHeap(x) as Float32Array;
}

/** A tensor of data whose memory will be used again: WASM copies by itself, the others keep the array they are given. */
export function tensorOf<R extends tf.Rank>(data: Float32Array, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(tf.getBackend() === 'wasm' ? data : data.slice(), shape);
}
