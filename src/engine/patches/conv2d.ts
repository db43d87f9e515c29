import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

/**
 * Wrong on WASM if 'same' padding meets a stride longer than the filter: some outputs are left unwritten. With the same
 * padding in numbers they are right.
 */
export function patchConv2d(): void {
  type Call = KernelCall<tf.Conv2DInputs, tf.Conv2DAttrs>;
  const convolve = wasmKernel<tf.Conv2DInputs, tf.Conv2DAttrs>(tf.Conv2D);

  registerWasmKernel(tf.Conv2D, (call: Call) => {
    const { inputs, attrs } = call;
    if (attrs.pad !== 'same' || attrs.dataFormat !== 'NHWC') return convolve(call);
    const { padInfo } = tf.backend_util.computeConv2DInfo(
      inputs.x.shape as [number, number, number, number],
      inputs.filter.shape as [number, number, number, number],
      attrs.strides,
      attrs.dilations,
      'same',
    );
    const pad: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ];
    return convolve({ ...call, attrs: { ...attrs, pad } });
  });
}
