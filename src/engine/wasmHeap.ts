import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** The part of Emscripten's module that tfjs's types leave out. */
export interface WasmHeap {
  /** Replaced when the heap grows. */
  readonly HEAPU8: Uint8Array;
  /** What the engine's code exports. */
  readonly asm: { readonly memory: WebAssembly.Memory };
  /** An address from 0 to 2³² once `patchAllocation` has run. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

export function wasmHeap(backend: BackendWasm): WasmHeap {
  return backend.wasm as unknown as WasmHeap;
}
