import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, registerWasmKernel, wasmKernel } from './wasmKernel';

/** Slow on WASM, which works out every element's place anew. Gathering whole rows, as embeddings do, is a copy. */
export function mendGather(): void {
  type Call = KernelCall<tf.GatherV2Inputs, tf.GatherV2Attrs>;
  const gather = wasmKernel<tf.GatherV2Inputs, tf.GatherV2Attrs>(tf.GatherV2);

  registerWasmKernel(tf.GatherV2, (call: Call) => {
    const { inputs, attrs, backend } = call;
    const { x, indices } = inputs;
    if (attrs.batchDims !== 0 || tf.util.parseAxisParam(attrs.axis, x.shape)[0] !== 0) return gather(call);

    const rowShape = x.shape.slice(1);
    const width = tf.util.sizeFromShape(rowShape);
    const out = backend.makeOutput([...indices.shape, ...rowShape], x.dtype);
    const rows = backend.typedArrayFromHeap(indices);
    const from = backend.typedArrayFromHeap(x);
    const to = backend.typedArrayFromHeap(out);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (row < 0 || row >= x.shape[0]) {
        backend.disposeData(out.dataId);
        throw new Error(`gather: index ${row} is not in [0, ${x.shape[0]})`);
      }
      const start = row * width;
      const target = i * width;
      for (let j = 0; j < width; j++) to[target + j] = from[start + j];
    }
    return out;
  });
}
