import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmKernel } from './wasmKernel';

/**
 * Ten times too slow on WASM when an operand is transposed, as in every gradient of a dense layer: only the
 * plain product reaches the fast kernel (XNNPACK). So transpose first, then multiply plainly.
 */
export function mendBatchMatMul(): void {
  type Call = KernelCall<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>;
  const multiply = wasmKernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(tf.BatchMatMul);
  const transpose = wasmKernel<tf.TransposeInputs, tf.TransposeAttrs>(tf.Transpose);

  registerWasmKernel(tf.BatchMatMul, ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }: Call) => {
    const turn = (x: tf.TensorInfo) => {
      const perm = x.shape.map((_, axis) => axis);
      perm.push(...perm.splice(-2).reverse());
      return transpose({ inputs: { x }, attrs: { perm }, backend });
    };
    const left = transposeA ? turn(a) : a;
    const right = transposeB ? turn(b) : b;
    const product = multiply({
      inputs: { a: left, b: right },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    if (transposeA) backend.disposeData(left.dataId);
    if (transposeB) backend.disposeData(right.dataId);
    return product;
  });
}
