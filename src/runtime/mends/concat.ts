import * as tf from '@tensorflow/tfjs-core';
import { copyBlocks } from './copyBlocks';
import { type KernelCall, registerWasmKernel, wasmKernel } from './wasmKernel';

type Call = Omit<KernelCall<unknown, tf.ConcatAttrs>, 'inputs'> & { inputs: tf.TensorInfo[] };

/** Slow on WASM along the last axes, where it makes an array view of every piece of every row. */
export function mendConcat(): void {
  const concat = wasmKernel(tf.Concat) as unknown as (call: Call) => tf.TensorInfo;

  function concatBlocks(call: Call): tf.TensorInfo {
    const { attrs, backend } = call;
    const axis = tf.util.parseAxisParam(attrs.axis, call.inputs[0].shape)[0];
    const inputs = call.inputs.filter(({ shape }) => tf.util.sizeFromShape(shape) > 0);
    if (inputs.length < 2 || inputs[0].dtype === 'string') return concat(call);
    const shapes = inputs.map(({ shape }) => shape);
    tf.backend_util.assertParamsConsistent(shapes, axis);
    const out = backend.makeOutput(tf.backend_util.computeOutShape(shapes, axis), inputs[0].dtype);
    const to = backend.typedArrayFromHeap(out);
    const count = tf.util.sizeFromShape(out.shape.slice(0, axis));
    const stride = tf.util.sizeFromShape(out.shape.slice(axis));
    let start = 0;
    for (const input of inputs) {
      const length = tf.util.sizeFromShape(input.shape.slice(axis));
      copyBlocks(count, length, backend.typedArrayFromHeap(input), 0, length, to, start, stride);
      start += length;
    }
    return out;
  }

  registerWasmKernel(tf.Concat, concatBlocks as never);
}
