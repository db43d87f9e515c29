import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A tensor's numbers, to be read at once: on WASM they are a view of the engine's memory, which the next tensor
 * may move, elsewhere an array of their own.
 */
export function numbersOf(x: tf.Tensor): Float32Array {
  if (x.dtype !== 'float32') throw new Error(`a tensor of ${x.dtype}, not of float32`);
  if (tf.getBackend() !== 'wasm') return x.dataSync() as Float32Array;
  const backend = tf.backend() as BackendWasm;
  return backend.typedArrayFromHeap(x) as Float32Array;
}

/** A tensor of numbers whose place will be used again: WASM copies them by itself, others keep the array they get. */
export function tensorOf<R extends tf.Rank>(numbers: Float32Array, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  return tf.tensor(tf.getBackend() === 'wasm' ? numbers : numbers.slice(), shape);
}
