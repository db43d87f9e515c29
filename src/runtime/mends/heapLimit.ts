import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { InputError } from '../../base/errors';
import { wasmHeap } from './wasmKernel';

/** WebAssembly's 32-bit addresses end here. */
const LIMIT = 2 ** 32;

/** Kept free for what the engine's own code allocates in passing, e.g. packed weights. */
const RESERVE = 64 * 2 ** 20;

/**
 * WASM does not notice when its heap of 4 GB is full: the address 0 of a failed allocation is used like any
 * other, and tensors overwrite one another. This fails instead, while the engine still has room to work in.
 */
export function limitHeap(backend: BackendWasm): void {
  const heap = wasmHeap(backend);
  // Emscripten puts the real function in place of a stub at the first call.
  heap._free(heap._malloc(1));
  const allocate = heap._malloc;

  heap._malloc = (bytes: number): number => {
    const address = bytes < LIMIT ? allocate(bytes) >>> 0 : 0;
    if (bytes > 0 && (address === 0 || !hasReserve())) {
      if (address !== 0) heap._free(address);
      throw new InputError(
        `the WASM engine's memory of 4 GB is full (${Math.ceil(bytes / 2 ** 20)} MB more were asked for); ` +
          'take smaller batches, or native TensorFlow (`npm run setup:native`)',
      );
    }
    return address;
  };

  /** Whether it can still grow, or holds a free block, by as much as the reserve. */
  function hasReserve(): boolean {
    if (heap.HEAPU8.length + RESERVE <= LIMIT) return true;
    const block = allocate(RESERVE) >>> 0;
    if (block !== 0) heap._free(block);
    return block !== 0;
  }
}
