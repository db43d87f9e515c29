import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { InputError } from '../../base/errors';
import { LINE } from '../../kernels/compiled';
import { wasmHeap } from '../wasmHeap';

/** WebAssembly's 32-bit addresses end here. */
const LIMIT = 2 ** 32;

/** Kept free for temporary allocations of the engine's own code, e.g. packed weights. */
const RESERVE = 64 * 2 ** 20;

/**
 * WASM does not notice when its heap of 4 GB is full: it uses the address 0 of a failed allocation like any other, and
 * tensors overwrite one another. Patched, it throws while the engine still has room to work. Tensors are also aligned to
 * cache lines, which takes a quarter off the time of large sums over neighbours.
 */
export function patchAllocation(backend: BackendWasm): void {
  const heap = wasmHeap(backend);
  // Emscripten puts the real function in place of a stub at the first call.
  heap._free(heap._malloc(1));
  const [allocate, free] = [heap._malloc, heap._free];
  /** The true beginning of each block that was moved to the next cache line. */
  const beginnings = new Map<number, number>();

  heap._malloc = (bytes: number): number => {
    const address = bytes + LINE < LIMIT ? allocate(bytes + LINE) >>> 0 : 0;
    if (bytes > 0 && (address === 0 || !hasReserve())) {
      if (address !== 0) free(address);
      throw new InputError(
        `the WASM engine's memory of 4 GB is full (${Math.ceil(bytes / 2 ** 20)} MB more were asked for); ` +
          'take smaller batches, or native TensorFlow (`npm run setup:native`)',
      );
    }
    const aligned = LINE * Math.ceil(address / LINE);
    if (aligned !== address) beginnings.set(aligned, address);
    return aligned;
  };

  heap._free = (address: number): void => {
    const aligned = address >>> 0;
    free(beginnings.get(aligned) ?? aligned);
    beginnings.delete(aligned);
  };

  /** Whether the heap can still grow by the reserve, or has a free block of that size. */
  function hasReserve(): boolean {
    if (heap.HEAPU8.length + RESERVE <= LIMIT) return true;
    const block = allocate(RESERVE) >>> 0;
    if (block !== 0) free(block);
    return block !== 0;
  }
}
