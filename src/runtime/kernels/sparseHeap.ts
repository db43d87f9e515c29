import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../../base/csr';
import { wasmHeap } from '../mends/wasmKernel';
import { kernelThreads } from './compiled';
import { heapKernels } from './heap';
import { touchesAhead } from './multiply';

/**
 * A x by our kernel on the memory of the WASM engine, where x is. Undefined on other engines, where the kernel is not
 * compiled, where several threads run, which have their own memory, and for a matrix that is used for the first time:
 * most of those are made for a batch and never come again.
 */
export function multiplyOnHeap(csr: Csr, x: tf.Tensor2D): tf.Tensor2D | undefined {
  if (tf.getBackend() !== 'wasm' || x.dtype !== 'float32' || kernelThreads() > 1) return undefined;
  const backend = tf.backend() as BackendWasm;
  const kernels = heapKernels(backend);
  if (!kernels) return undefined;
  const { known, places } = matricesOf(backend);
  if (!known.has(csr)) {
    known.add(csr);
    return undefined;
  }
  let at = places.get(csr);
  if (at === undefined) {
    at = copy(backend, csr);
    places.set(csr, at);
    unused.register(csr, { backend, at });
  }
  const D = x.shape[1];
  const y = backend.makeOutput([csr.rows, D], 'float32');
  const [from, to] = [x, y].map(({ dataId }) => backend.getMemoryOffset(dataId));
  const columns = at + csr.offsets.byteLength;
  const values = columns + csr.columns.byteLength;
  kernels.spmm(0, csr.rows, D, at, columns, values, from, to, touchesAhead(D, x.size));
  return tf.engine().makeTensorFromTensorInfo(y) as tf.Tensor2D;
}

/** The matrices that an engine has met, and where its copies of those lie that it has met again. */
interface Matrices {
  readonly known: WeakSet<Csr>;
  readonly places: WeakMap<Csr, number>;
}

const matrices = new WeakMap<BackendWasm, Matrices>();

function matricesOf(backend: BackendWasm): Matrices {
  let own = matrices.get(backend);
  if (!own) {
    own = { known: new WeakSet(), places: new WeakMap() };
    matrices.set(backend, own);
  }
  return own;
}

/** Frees copies of matrices that are gone. */
const unused = new FinalizationRegistry<{ backend: BackendWasm; at: number }>(({ backend, at }) => {
  wasmHeap(backend)._free(at);
});

/** Offsets, columns and values, one behind the other. */
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
