import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { heapKernels } from '../heapKernels';
import { wasmHeap } from '../wasmHeap';
import { type KernelCall, registerWasmKernel, wasmKernel } from './kernel';

/** Maximum number of columns that our kernel sums, in double precision. */
const MAX_COLUMNS = 8192;

/**
 * Slow on WASM over the first axes, as in the gradient of every bias, because it transposes first; and wrong over empty
 * axes, where it leaves the output uninitialised.
 */
export function patchSum(): void {
  type Call = KernelCall<tf.SumInputs, tf.SumAttrs>;
  const sum = wasmKernel<tf.SumInputs, tf.SumAttrs>(tf.Sum);
  const kernels = heapKernels(tf.backend() as BackendWasm);
  let sums = 0;

  registerWasmKernel(tf.Sum, (call: Call) => {
    const { inputs, attrs, backend } = call;
    const { x } = inputs;
    const axes = tf.util.parseAxisParam(attrs.axis, x.shape).sort((a, b) => a - b);
    const leading = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    const size = tf.util.sizeFromShape(x.shape);
    if (size === 0 || !leading || x.dtype !== 'float32') {
      const out = sum(call);
      if (size === 0) backend.typedArrayFromHeap(out).fill(0);
      return out;
    }
    const kept = x.shape.slice(axes.length);
    const width = tf.util.sizeFromShape(kept);
    const out = backend.makeOutput(attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept, 'float32');
    if (kernels && width <= MAX_COLUMNS) {
      sums ||= wasmHeap(backend)._malloc(8 * MAX_COLUMNS);
      const [from, to] = [x, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
      kernels.sumRows(size / width, width, from, sums, to);
    } else {
      sumPlain(backend.typedArrayFromHeap(x) as Float32Array, backend.typedArrayFromHeap(out) as Float32Array, width);
    }
    return out;
  });
}

/** The same in plain TypeScript. */
function sumPlain(values: Float32Array, out: Float32Array, width: number): void {
  const totals = new Float64Array(width);
  let at = 0;
  // Four rows at a time, so that each total is read and written once for all of them.
  for (const fours = values.length - 4 * width; at <= fours; at += 4 * width)
    for (let j = 0; j < width; j++)
      totals[j] += values[at + j] + values[at + width + j] + (values[at + 2 * width + j] + values[at + 3 * width + j]);
  for (; at < values.length; at += width) for (let j = 0; j < width; j++) totals[j] += values[at + j];
  out.set(totals);
}
