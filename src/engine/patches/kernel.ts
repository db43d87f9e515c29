import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** What a kernel is called with. */
export interface KernelCall<Inputs, Attributes, Backend = BackendWasm> {
  inputs: { [name in keyof Inputs]: tf.TensorInfo };
  attrs: Attributes;
  backend: Backend;
}

/**
 * Computes on the heap of the WASM engine. Allocating (`makeOutput`) may move the heap, so every view of
 * it (`typedArrayFromHeap`) is taken after the last allocation.
 */
export type Kernel<Inputs, Attributes, Backend = BackendWasm> = (
  call: KernelCall<Inputs, Attributes, Backend>,
) => tf.TensorInfo;

/** Registers a kernel in place of the one that the engine may have. */
export function registerKernel<Inputs, Attributes, Backend = BackendWasm>(
  name: string,
  engine: 'wasm' | 'cpu',
  kernel: Kernel<Inputs, Attributes, Backend>,
): void {
  if (tf.getKernel(name, engine)) tf.unregisterKernel(name, engine);
  tf.registerKernel({ kernelName: name, backendName: engine, kernelFunc: kernel as unknown as tf.KernelFunc });
}

export function registerWasmKernel<Inputs, Attributes>(name: string, kernel: Kernel<Inputs, Attributes>): void {
  registerKernel(name, 'wasm', kernel);
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
