import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { compiledCode } from '../kernels/code';
import type { Exports } from '../kernels/compiled';
import { wasmHeap } from './wasmHeap';

/** What `assembly/heap.ts` exports; numbers are sizes and addresses in the heap of tfjs's WASM engine. */
export interface HeapKernels {
  /** y = a b, [m, inner] × [inner, n] → [m, n]; steps along a and b in bytes. */
  product(
    m: number,
    inner: number,
    n: number,
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    bStep: number,
    bColumn: number,
    y: number,
    scratch: number,
  ): void;
  /** Bytes of scratch that it needs. */
  productScratch(): number;
  /** The same as in the kernels' own memory. */
  spmm: Exports['spmm'];
  /** y[j] = Σ_i x[i, j]; sums: scratch, a double for each column. */
  sumRows(rows: number, width: number, x: number, sums: number, y: number): void;
}

const instances = new WeakMap<BackendWasm, HeapKernels>();

/** Our kernels on the engine's own memory, where no tensor has to be copied; undefined where they are not built. */
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
