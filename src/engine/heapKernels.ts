import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { instantiate } from '../../build/heap';
import { compiledCode } from '../kernels/code';
import { wasmHeap } from './wasmHeap';

/** What `src/assembly/heap.ts` exports; numbers are sizes and addresses in the heap of tfjs's WASM engine. */
export type HeapKernels = Omit<Awaited<ReturnType<typeof instantiate>>, 'memory'>;

const instances = new WeakMap<BackendWasm, HeapKernels>();

/** Our kernels on the engine's own memory, so that no tensor has to be copied; undefined if they are not built. */
export function heapKernels(backend: BackendWasm): HeapKernels | undefined {
  const found = compiledCode('heap');
  if (!found) return undefined;
  let kernels = instances.get(backend);
  if (!kernels) {
    const { memory } = wasmHeap(backend).asm;
    kernels = new WebAssembly.Instance(found.code, { env: { memory } }).exports as unknown as HeapKernels;
    instances.set(backend, kernels);
  }
  return kernels;
}
