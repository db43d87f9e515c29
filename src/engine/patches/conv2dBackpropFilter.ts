import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel, wasmKernel } from './kernel';

/**
 * Missing on WASM, so no convolution could be trained: the gradient by the filter is patchesᵀ · dy, where the
 * patches [B·H'·W', h·w·C] are the parts of x that the filter saw.
 */
export function patchConv2dBackpropFilter(): void {
  registerWasmKernel<tf.Conv2DBackpropFilterInputs, tf.Conv2DBackpropFilterAttrs>(
    tf.Conv2DBackpropFilter,
    ({ inputs: { x, dy }, attrs, backend }) => {
      if (attrs.dataFormat !== 'NHWC') throw new Error(`the WASM engine convolves NHWC only, not ${attrs.dataFormat}`);
      const shape = x.shape as [number, number, number, number];
      const info = tf.backend_util.computeConv2DInfo(
        shape,
        attrs.filterShape,
        attrs.strides,
        1,
        attrs.pad,
        attrs.dimRoundingMode,
      );
      const positions = info.batchSize * info.outHeight * info.outWidth;
      const patchRow = info.filterWidth * info.inChannels;
      const patches = backend.makeOutput([positions, info.filterHeight * patchRow], 'float32');

      const from = backend.typedArrayFromHeap(x);
      const to = backend.typedArrayFromHeap(patches).fill(0);
      let at = 0;
      for (let b = 0; b < info.batchSize; b++)
        for (let i = 0; i < info.outHeight; i++)
          for (let j = 0; j < info.outWidth; j++) {
            const left = j * info.strideWidth - info.padInfo.left;
            const firstColumn = Math.max(0, left);
            const lastColumn = Math.min(info.inWidth, left + info.filterWidth);
            for (let k = 0; k < info.filterHeight; k++, at += patchRow) {
              const row = i * info.strideHeight - info.padInfo.top + k;
              if (row < 0 || row >= info.inHeight) continue;
              const rowStart = (b * info.inHeight + row) * info.inWidth;
              const shift = at + (firstColumn - left) * info.inChannels - (rowStart + firstColumn) * info.inChannels;
              const end = (rowStart + lastColumn) * info.inChannels;
              for (let p = (rowStart + firstColumn) * info.inChannels; p < end; p++) to[p + shift] = from[p];
            }
          }

      const multiply = wasmKernel<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>(tf.BatchMatMul);
      const gradient = multiply({
        inputs: { a: patches, b: { ...dy, shape: [positions, info.outChannels] } },
        attrs: { transposeA: true, transposeB: false },
        backend,
      });
      backend.disposeData(patches.dataId);
      return { ...gradient, shape: attrs.filterShape };
    },
  );
}
