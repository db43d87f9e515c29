import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { heapKernels } from '../heapKernels';
import { type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

/**
 * On WASM relu loses NaN whose sign bit is set, as processors produce it, and relu6 and clip lose every NaN. A network
 * whose weights are NaN then looks healthy.
 */
export function patchClamp(): void {
  patch<object>(tf.Relu, () => [0, Number.POSITIVE_INFINITY]);
  patch<object>(tf.Relu6, () => [0, 6]);
  patch<tf.ClipByValueAttrs>(tf.ClipByValue, ({ clipValueMin, clipValueMax }) => [clipValueMin, clipValueMax]);
}

function patch<Attributes>(name: string, rangeOf: (attrs: Attributes) => [low: number, high: number]): void {
  const shipped = wasmKernel<tf.UnaryInputs, Attributes>(name);
  const kernels = heapKernels(tf.backend() as BackendWasm);
  registerWasmKernel<tf.UnaryInputs, Attributes>(name, (call: KernelCall<tf.UnaryInputs, Attributes>) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    if (x.dtype !== 'float32') return shipped(call);
    const [low, high] = rangeOf(attrs);
    const out = backend.makeOutput(x.shape, 'float32');
    if (kernels) {
      const [from, to] = [x, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
      kernels.clamp(tf.util.sizeFromShape(x.shape), from, low, high, to);
      return out;
    }
    const from = backend.typedArrayFromHeap(x);
    const to = backend.typedArrayFromHeap(out);
    for (let i = 0; i < to.length; i++) to[i] = Math.min(Math.max(from[i], low), high);
    return out;
  });
}
