import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel } from './wasmKernel';

/**
 * Wrong on WASM: it gives the gradient to the wrong element, or to none, in windows whose values are all
 * negative. Here it goes to the first of a window's largest.
 */
export function patchMaxPoolGrad(): void {
  registerWasmKernel<tf.MaxPoolGradInputs, tf.MaxPoolGradAttrs>(
    tf.MaxPoolGrad,
    ({ inputs: { dy, input }, attrs: { filterSize, strides, pad, dimRoundingMode }, backend }) => {
      const shape = input.shape as [number, number, number, number];
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const out = backend.makeOutput(input.shape, 'float32');

      const x = backend.typedArrayFromHeap(input);
      const gradient = backend.typedArrayFromHeap(dy);
      const dx = backend.typedArrayFromHeap(out).fill(0);
      const channels = info.inChannels;
      let at = 0;
      for (let b = 0; b < info.batchSize; b++)
        for (let i = 0; i < info.outHeight; i++) {
          const top = i * info.strideHeight - info.padInfo.top;
          const firstRow = Math.max(0, top);
          const lastRow = Math.min(info.inHeight, top + info.filterHeight);
          for (let j = 0; j < info.outWidth; j++) {
            const left = j * info.strideWidth - info.padInfo.left;
            const firstColumn = Math.max(0, left);
            const lastColumn = Math.min(info.inWidth, left + info.filterWidth);
            for (let channel = 0; channel < channels; channel++) {
              let largest = -1;
              for (let row = firstRow; row < lastRow; row++)
                for (let column = firstColumn; column < lastColumn; column++) {
                  const p = ((b * info.inHeight + row) * info.inWidth + column) * channels + channel;
                  if (largest < 0 || x[p] > x[largest]) largest = p;
                }
              dx[largest] += gradient[at++];
            }
          }
        }
      return out;
    },
  );
}
