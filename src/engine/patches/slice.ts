import * as tf from '@tensorflow/tfjs-core';
import { wasmHeap } from '../wasmHeap';
import { copyBlocks } from './copyBlocks';
import { isWords, type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

/**
 * Slow on WASM along inner axes, as in the gradient of every concatenation, because it makes an array view of each row.
 * A slice along a single axis consists of blocks at equal distances.
 */
export function patchSlice(): void {
  type Call = KernelCall<tf.SliceInputs, tf.SliceAttrs>;
  const slice = wasmKernel<tf.SliceInputs, tf.SliceAttrs>(tf.Slice);

  function sliceBlocks(call: Call): tf.TensorInfo {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attrs.begin, attrs.size);
    const cut = x.shape.map((_, axis) => axis).filter((axis) => size[axis] !== x.shape[axis]);
    if (cut.length !== 1 || !isWords(x)) return slice(call);
    tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
    const [axis] = cut;
    const out = backend.makeOutput(size, x.dtype);
    const inner = tf.util.bytesPerElement(x.dtype) * tf.util.sizeFromShape(x.shape.slice(axis + 1));
    copyBlocks(
      wasmHeap(backend).HEAPU8,
      tf.util.sizeFromShape(x.shape.slice(0, axis)),
      size[axis] * inner,
      backend.getMemoryOffset(x.dataId) + begin[axis] * inner,
      x.shape[axis] * inner,
      backend.getMemoryOffset(out.dataId),
      size[axis] * inner,
    );
    return out;
  }

  registerWasmKernel(tf.Slice, sliceBlocks);

  type SplitCall = KernelCall<tf.SplitVInputs, tf.SplitVAttrs>;
  registerWasmKernel(tf.SplitV, (({ inputs, attrs, backend }: SplitCall) => {
    const { x } = inputs;
    const [axis] = tf.util.parseAxisParam(attrs.axis, x.shape);
    const begin = x.shape.map(() => 0);
    return tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs.numOrSizeSplits, axis).map((length) => {
      const size = x.shape.map((whole, a) => (a === axis ? length : whole));
      const part = sliceBlocks({ inputs: { x }, attrs: { begin: [...begin], size }, backend });
      begin[axis] += length;
      return part;
    });
  }) as never);
}
