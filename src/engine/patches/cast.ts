import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel, wasmKernel } from './kernel';

/** Wrong on WASM to booleans: it keeps the lowest byte of the integral part, so that 0.5, 256 and NaN become false. */
export function patchCast(): void {
  const cast = wasmKernel<tf.CastInputs, tf.CastAttrs>(tf.Cast);
  registerWasmKernel<tf.CastInputs, tf.CastAttrs>(tf.Cast, (call) => {
    const { inputs, attrs, backend } = call;
    if (attrs.dtype !== 'bool' || inputs.x.dtype === 'bool') return cast(call);
    const out = backend.makeOutput(inputs.x.shape, 'bool');
    const from = backend.typedArrayFromHeap(inputs.x);
    const to = backend.typedArrayFromHeap(out);
    for (let i = 0; i < to.length; i++) to[i] = from[i] === 0 ? 0 : 1;
    return out;
  });
}
