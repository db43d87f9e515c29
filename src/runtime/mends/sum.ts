import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmKernel } from './wasmKernel';

/** Slow on WASM over the first axes, as in the gradient of every bias, because it transposes first. */
export function mendSum(): void {
  type Call = KernelCall<tf.SumInputs, tf.SumAttrs>;
  const sum = wasmKernel<tf.SumInputs, tf.SumAttrs>(tf.Sum);

  registerWasmKernel(tf.Sum, (call: Call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
    const leading = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (!leading || x.dtype !== 'float32') return sum(call);

    const kept = x.shape.slice(axes.length);
    const width = tf.util.sizeFromShape(kept);
    const out = backend.makeOutput(attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept, 'float32');
    const values = backend.typedArrayFromHeap(x);
    const totals = new Float64Array(width);
    let at = 0;
    // Four rows together: a total is read and written once for all of them.
    for (const fours = values.length - 4 * width; at <= fours; at += 4 * width)
      for (let j = 0; j < width; j++)
        totals[j] +=
          values[at + j] + values[at + width + j] + (values[at + 2 * width + j] + values[at + 3 * width + j]);
    for (; at < values.length; at += width) for (let j = 0; j < width; j++) totals[j] += values[at + j];
    backend.typedArrayFromHeap(out).set(totals);
    return out;
  });
}
