import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel, wasmKernel } from './kernel';

/** Wrong on WASM: pooling turns NaN into numbers, and the gradient of a maximum goes to the wrong element, or to none. */
export function patchPooling(): void {
  patchMaxPoolGrad();
  patchNotFinite(tf.MaxPool, (windows, x, out) => {
    out.fill(Number.NEGATIVE_INFINITY);
    windows((o, p) => {
      out[o] = Math.max(out[o], x[p]);
    });
  });
  patchNotFinite(tf.AvgPool, (windows, x, out) => {
    const counts = new Int32Array(out.length);
    out.fill(0);
    windows((o, p) => {
      out[o] += x[p];
      counts[o]++;
    });
    for (let o = 0; o < out.length; o++) out[o] /= counts[o];
  });
}

/** Calls back with each output element and, in turn, the input elements of its window. */
type Windows = (visit: (output: number, input: number) => void) => void;

/** Wrong for windows of negative numbers. Patched, it goes to the first maximum; NaN counts as more than any number. */
function patchMaxPoolGrad(): void {
  registerWasmKernel<tf.MaxPoolGradInputs, tf.MaxPoolGradAttrs>(
    tf.MaxPoolGrad,
    ({ inputs: { dy, input }, attrs, backend }) => {
      const out = backend.makeOutput(input.shape, 'float32');
      const x = backend.typedArrayFromHeap(input);
      const gradient = backend.typedArrayFromHeap(dy);
      const dx = backend.typedArrayFromHeap(out).fill(0);
      const argmax = new Int32Array(gradient.length).fill(-1);
      windowsOf(
        input.shape,
        attrs,
      )((o, p) => {
        const best = argmax[o];
        if (best < 0 || x[p] > x[best] || (Number.isNaN(x[p]) && !Number.isNaN(x[best]))) argmax[o] = p;
      });
      for (let o = 0; o < argmax.length; o++) dx[argmax[o]] += gradient[o];
      return out;
    },
  );
}

/** Has the shipped kernel pool finite numbers, and `pool` all others. */
function patchNotFinite(name: string, pool: (windows: Windows, x: tf.TypedArray, out: tf.TypedArray) => void): void {
  const shipped = wasmKernel<tf.MaxPoolInputs, tf.MaxPoolAttrs>(name);
  registerWasmKernel<tf.MaxPoolInputs, tf.MaxPoolAttrs>(name, (call) => {
    const out = shipped(call);
    const { inputs, attrs, backend } = call;
    const x = backend.typedArrayFromHeap(inputs.x);
    if (!x.every(Number.isFinite)) pool(windowsOf(inputs.x.shape, attrs), x, backend.typedArrayFromHeap(out));
    return out;
  });
}

type PoolAttributes = Pick<tf.MaxPoolAttrs, 'filterSize' | 'strides' | 'pad' | 'dimRoundingMode'>;

function windowsOf(shape: number[], { filterSize, strides, pad, dimRoundingMode }: PoolAttributes): Windows {
  const input = shape as [number, number, number, number];
  const info = tf.backend_util.computePool2DInfo(input, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, inChannels: channels, padInfo } = info;
  return (visit) => {
    let window = 0;
    for (let b = 0; b < info.batchSize; b++)
      for (let i = 0; i < info.outHeight; i++) {
        const top = i * info.strideHeight - padInfo.top;
        const lastRow = Math.min(inHeight, top + info.filterHeight);
        for (let j = 0; j < info.outWidth; j++, window += channels) {
          const left = j * info.strideWidth - padInfo.left;
          const lastColumn = Math.min(inWidth, left + info.filterWidth);
          for (let row = Math.max(0, top); row < lastRow; row++)
            for (let column = Math.max(0, left); column < lastColumn; column++) {
              const pixel = ((b * inHeight + row) * inWidth + column) * channels;
              for (let channel = 0; channel < channels; channel++) visit(window + channel, pixel + channel);
            }
        }
      }
  };
}
