import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel, wasmKernel } from './kernel';

/** On WASM maximum and minimum lose NaN in the second operand. */
export function patchMaximum(): void {
  for (const name of [tf.Maximum, tf.Minimum]) keepNanOfBoth(name);
}

/** Comparisons with NaN are false, which gives the first operand: with the operands swapped, a NaN of the second. */
function keepNanOfBoth(name: string): void {
  const kernel = wasmKernel<tf.BinaryInputs, object>(name);
  registerWasmKernel<tf.BinaryInputs, object>(name, (call) => {
    const { inputs, backend } = call;
    const out = kernel(call);
    const swapped = kernel({ ...call, inputs: { a: inputs.b, b: inputs.a } });
    const other = backend.typedArrayFromHeap(swapped);
    const to = backend.typedArrayFromHeap(out);
    for (let i = 0; i < to.length; i++) if (Number.isNaN(other[i])) to[i] = Number.NaN;
    backend.disposeData(swapped.dataId);
    return out;
  });
}
