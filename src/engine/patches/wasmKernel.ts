import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** What a kernel of the WASM engine is called with. */
export interface KernelCall<Inputs, Attributes> {
  inputs: { [name in keyof Inputs]: tf.TensorInfo };
  attrs: Attributes;
  backend: BackendWasm;
}

/**
 * Computes on the heap of the WASM engine. Allocating (`makeOutput`) may move the heap, so every view of
 * it (`typedArrayFromHeap`) is taken after the last allocation.
 */
export type Kernel<Inputs, Attributes> = (call: KernelCall<Inputs, Attributes>) => tf.TensorInfo;

/** Registers a kernel for the WASM engine in place of the one that it may have. */
export function registerWasmKernel<Inputs, Attributes>(name: string, kernel: Kernel<Inputs, Attributes>): void {
  if (tf.getKernel(name, 'wasm')) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({ kernelName: name, backendName: 'wasm', kernelFunc: kernel as unknown as tf.KernelFunc });
}

/** The kernel that the WASM engine has now. */
export function wasmKernel<Inputs, Attributes>(name: string): Kernel<Inputs, Attributes> {
  const config = tf.getKernel(name, 'wasm');
  if (!config) throw new Error(`the WASM engine has no ${name}`);
  return config.kernelFunc as unknown as Kernel<Inputs, Attributes>;
}

/** Whether a tensor is numbers of four bytes each. */
export function isWords({ dtype }: tf.TensorInfo): boolean {
  return dtype === 'float32' || dtype === 'int32';
}
