import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { registerKernel } from './kernel';

/** Missing on WASM, and with it the gradient of gather: out[ids[i]] += x[i]. Negative ids are dropped. */
export function patchUnsortedSegmentSum(): void {
  registerKernel<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>(
    tf.UnsortedSegmentSum,
    'wasm',
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
      const out = backend.makeOutput(shapeOf(x, segmentIds, numSegments), x.dtype);
      const sums = backend.typedArrayFromHeap(out).fill(0);
      const outside = addSegments(
        sums,
        backend.typedArrayFromHeap(x),
        backend.typedArrayFromHeap(segmentIds),
        numSegments,
      );
      if (outside === undefined) return out;
      backend.disposeData(out.dataId);
      throw new Error(`segment sum: id ${outside} is not below ${numSegments}`);
    },
  );
}

/** Wrong on the plain engine, which multiplies with a mask: NaN and ±∞ of one segment make all segments NaN. */
export function patchPlainSegmentSum(): void {
  registerKernel<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs, MathBackendCPU>(
    tf.UnsortedSegmentSum,
    'cpu',
    ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
      const shape = shapeOf(x, segmentIds, numSegments);
      const sums = tf.util.getTypedArrayFromDType(x.dtype as 'float32' | 'int32', tf.util.sizeFromShape(shape));
      const [values, ids] = [x, segmentIds].map(({ dataId }) => backend.data.get(dataId).values as tf.TypedArray);
      const outside = addSegments(sums, values, ids, numSegments);
      if (outside !== undefined) throw new Error(`segment sum: id ${outside} is not below ${numSegments}`);
      return backend.makeTensorInfo(shape, x.dtype, sums);
    },
  );
}

function shapeOf(x: tf.TensorInfo, segmentIds: tf.TensorInfo, numSegments: number): number[] {
  return [numSegments, ...x.shape.slice(segmentIds.shape.length)];
}

/** Returns the first id that is too large, if there is one. */
function addSegments(
  sums: tf.TypedArray,
  values: tf.TypedArray,
  ids: tf.TypedArray,
  numSegments: number,
): number | undefined {
  const width = sums.length / numSegments;
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] < 0) continue;
    if (ids[i] >= numSegments) return ids[i];
    const to = ids[i] * width;
    const from = i * width;
    for (let j = 0; j < width; j++) sums[to + j] += values[from + j];
  }
  return undefined;
}
