import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel } from './wasmKernel';

/** Missing on WASM, and with it the gradient of gather: out[ids[i]] += x[i]. Negative ids are dropped. */
export function patchUnsortedSegmentSum(): void {
  registerWasmKernel<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>(
    tf.UnsortedSegmentSum,
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
      const rowShape = x.shape.slice(segmentIds.shape.length);
      const out = backend.makeOutput([numSegments, ...rowShape], x.dtype);
      const width = tf.util.sizeFromShape(rowShape);
      const ids = backend.typedArrayFromHeap(segmentIds);
      const values = backend.typedArrayFromHeap(x);
      const sums = backend.typedArrayFromHeap(out).fill(0);
      for (let i = 0; i < ids.length; i++) {
        if (ids[i] < 0) continue;
        if (ids[i] >= numSegments) {
          backend.disposeData(out.dataId);
          throw new Error(`segment sum: id ${ids[i]} is not below ${numSegments}`);
        }
        const to = ids[i] * width;
        const from = i * width;
        for (let j = 0; j < width; j++) sums[to + j] += values[from + j];
      }
      return out;
    },
  );
}
