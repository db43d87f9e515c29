import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { heapKernels } from '../engine/heapKernels';
import { wasmHeap } from '../engine/wasmHeap';
import { kernelThreads } from '../kernels/compiled';
import { shouldPrefetch } from '../kernels/spmm/compiled';
import { MatrixCopies } from './matrixCopies';

/**
 * A x by our kernel on the memory of the WASM engine, where x is. Undefined on other engines, if the kernel is not
 * compiled, and on several threads, which have a memory of their own.
 */
export function multiplyOnHeap(csr: Csr, x: tf.Tensor2D): tf.Tensor2D | undefined {
  if (tf.getBackend() !== 'wasm' || x.dtype !== 'float32' || kernelThreads() > 1) return undefined;
  const backend = tf.backend() as BackendWasm;
  const kernels = heapKernels(backend);
  if (!kernels) return undefined;
  return copies.use(backend, csr, (offsets) => {
    const D = x.shape[1];
    const y = backend.makeOutput([csr.rows, D], 'float32');
    const [from, to] = [x, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
    const columns = offsets + csr.offsets.byteLength;
    const values = columns + csr.columns.byteLength;
    kernels.spmm(0, csr.rows, D, offsets, columns, values, from, to, shouldPrefetch(D, x.size));
    return tf.engine().makeTensorFromTensorInfo(y) as tf.Tensor2D;
  });
}

const copies = new MatrixCopies<BackendWasm, number>(copy, (backend, at) => wasmHeap(backend)._free(at));

/** Copies offsets, columns and values, in this order; returns their address. */
function copy(backend: BackendWasm, { offsets, columns, values }: Csr): number {
  const heap = wasmHeap(backend);
  const arrays = [offsets, columns, values];
  const begin = heap._malloc(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = begin;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    heap.HEAPU8.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return begin;
}
