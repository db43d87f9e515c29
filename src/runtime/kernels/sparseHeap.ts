import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../../base/csr';
import { wasmHeap } from '../mends/wasmKernel';
import { kernelThreads } from './compiled';
import { heapKernels } from './heap';
import { touchesAhead } from './multiply';

/**
 * A x by our kernel on the memory of the WASM engine, where x is. Undefined on other engines, where the kernel is not
 * compiled, and where several threads run, which have their own memory.
 */
export function multiplyOnHeap(csr: Csr, x: tf.Tensor2D): tf.Tensor2D | undefined {
  if (tf.getBackend() !== 'wasm' || kernelThreads() > 1) return undefined;
  const backend = tf.backend() as BackendWasm;
  const kernels = heapKernels(backend);
  if (!kernels) return undefined;
  const { offsets, columns, values } = placesOf(backend, csr);
  const D = x.shape[1];
  const y = backend.makeOutput([csr.rows, D], 'float32');
  const [from, to] = [x, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
  kernels.spmm(0, csr.rows, D, offsets, columns, values, from, to, touchesAhead(D, x.size));
  return tf.engine().makeTensorFromTensorInfo(y) as tf.Tensor2D;
}

/** Addresses of a matrix's arrays. */
type Places = Record<'offsets' | 'columns' | 'values', number>;

const places = new WeakMap<Csr, Places>();
/** The engine's copies of matrices that are gone. */
const unused = new FinalizationRegistry<{ backend: BackendWasm; copies: Places }>(({ backend, copies }) => {
  for (const at of Object.values(copies)) wasmHeap(backend)._free(at);
});

/** The engine's copy of a matrix, made once. */
function placesOf(backend: BackendWasm, csr: Csr): Places {
  let copies = places.get(csr);
  if (!copies) {
    const { offsets, columns, values } = csr;
    copies = { offsets: copy(backend, offsets), columns: copy(backend, columns), values: copy(backend, values) };
    places.set(csr, copies);
    unused.register(csr, { backend, copies });
  }
  return copies;
}

function copy(backend: BackendWasm, { buffer, byteOffset, byteLength }: Int32Array | Float32Array): number {
  const heap = wasmHeap(backend);
  const at = heap._malloc(byteLength) >>> 0;
  heap.HEAPU8.set(new Uint8Array(buffer, byteOffset, byteLength), at);
  return at;
}
