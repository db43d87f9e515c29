import * as tf from '@tensorflow/tfjs-core';
import { wasmHeap } from '../wasmHeap';
import { copyBlocks } from './copyBlocks';
import { isWords, type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

type Call = Omit<KernelCall<unknown, tf.ConcatAttrs>, 'inputs'> & { inputs: tf.TensorInfo[] };

/** Slow on WASM along the last axes, because it makes an array view of each piece of each row. */
export function patchConcat(): void {
  const concat = wasmKernel(tf.Concat) as unknown as (call: Call) => tf.TensorInfo;

  function concatBlocks(call: Call): tf.TensorInfo {
    const { attrs, backend } = call;
    const axis = tf.util.parseAxisParam(attrs.axis, call.inputs[0].shape)[0];
    const inputs = call.inputs.filter(({ shape }) => tf.util.sizeFromShape(shape) > 0);
    if (inputs.length < 2 || !isWords(inputs[0])) return concat(call);
    const shapes = inputs.map(({ shape }) => shape);
    tf.backend_util.assertParamsConsistent(shapes, axis);
    const out = backend.makeOutput(tf.backend_util.computeOutShape(shapes, axis), inputs[0].dtype);
    const word = tf.util.bytesPerElement(out.dtype);
    const bytes = (shape: number[]) => word * tf.util.sizeFromShape(shape.slice(axis));
    const count = tf.util.sizeFromShape(out.shape.slice(0, axis));
    const { HEAPU8 } = wasmHeap(backend);
    let to = backend.getMemoryOffset(out.dataId);
    for (const { dataId, shape } of inputs) {
      const length = bytes(shape);
      copyBlocks(HEAPU8, count, length, backend.getMemoryOffset(dataId), length, to, bytes(out.shape));
      to += length;
    }
    return out;
  }

  registerWasmKernel(tf.Concat, concatBlocks as never);
}
