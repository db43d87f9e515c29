import * as tf from '@tensorflow/tfjs-core';
import { wasmHeap } from '../wasmHeap';
import { type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

/** Rows shorter than this many bytes are faster to copy element by element. */
const BLOCK = 64;

/** Slow on WASM, which computes the index of every element. Gathering whole rows, as embeddings do, is a copy. */
export function patchGather(): void {
  type Call = KernelCall<tf.GatherV2Inputs, tf.GatherV2Attrs>;
  const gather = wasmKernel<tf.GatherV2Inputs, tf.GatherV2Attrs>(tf.GatherV2);

  registerWasmKernel(tf.GatherV2, (call: Call) => {
    const { inputs, attrs, backend } = call;
    const { x, indices } = inputs;
    const rowShape = x.shape.slice(1);
    const bytes = tf.util.sizeFromShape(rowShape) * tf.util.bytesPerElement(x.dtype);
    const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0];
    if (axis !== 0 || attrs.batchDims !== 0 || bytes < BLOCK) return gather(call);

    const out = backend.makeOutput([...indices.shape, ...rowShape], x.dtype);
    const rows = backend.typedArrayFromHeap(indices);
    const heap = wasmHeap(backend).HEAPU8;
    const from = backend.getMemoryOffset(x.dataId);
    const to = backend.getMemoryOffset(out.dataId);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (row < 0 || row >= x.shape[0]) {
        backend.disposeData(out.dataId);
        throw new Error(`gather: index ${row} is not in [0, ${x.shape[0]})`);
      }
      const start = from + row * bytes;
      heap.copyWithin(to + i * bytes, start, start + bytes);
    }
    return out;
  });
}
