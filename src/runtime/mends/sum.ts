import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmKernel } from './wasmKernel';

/**
 * Slow on WASM over the first axes, as in the gradient of every bias, because it transposes first. A row of
 * ones times the matrix is the same sum, twenty times as fast.
 */
export function mendSum(): void {
  type Call = KernelCall<tf.SumInputs, tf.SumAttrs>;
  const sum = wasmKernel<tf.SumInputs, tf.SumAttrs>(tf.Sum);
  const multiply = wasmKernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(tf.BatchMatMul);

  registerWasmKernel(tf.Sum, (call: Call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
    const leading = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (!leading || x.dtype !== 'float32' || tf.util.sizeFromShape(x.shape) === 0) return sum(call);

    const kept = x.shape.slice(axes.length);
    const rows = tf.util.sizeFromShape(x.shape.slice(0, axes.length));
    const ones = backend.makeOutput([1, rows], 'float32');
    backend.typedArrayFromHeap(ones).fill(1);
    const total = multiply({
      inputs: { a: ones, b: { ...x, shape: [rows, tf.util.sizeFromShape(kept)] } },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    backend.disposeData(ones.dataId);
    return { ...total, shape: attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept };
  });
}
