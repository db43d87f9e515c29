import * as tf from '@tensorflow/tfjs-core';
import { registerWasmKernel, wasmHeap } from './wasmKernel';

/** Slow on WASM (and with it broadcastTo), which works out every element's place anew. It is copies of blocks. */
export function mendTile(): void {
  registerWasmKernel<tf.TileInputs, tf.TileAttrs>(tf.Tile, ({ inputs: { x }, attrs: { reps }, backend }) => {
    const shape = x.shape.map((length, axis) => length * reps[axis]);
    const out = backend.makeOutput(shape, x.dtype);
    const heap = wasmHeap(backend).HEAPU8;
    const innermost = reps.findLastIndex((times) => times !== 1);

    /** Writes the part of the result that stems from x's axes from `axis` on, at one place of the axes before. */
    function write(axis: number, from: number, to: number): void {
      const source = bytes(x.shape.slice(axis));
      if (axis > innermost) {
        heap.copyWithin(to, from, from + source);
        return;
      }
      const step = bytes(x.shape.slice(axis + 1));
      const stepOut = bytes(shape.slice(axis + 1));
      for (let i = 0; i < x.shape[axis]; i++) write(axis + 1, from + i * step, to + i * stepOut);
      const once = x.shape[axis] * stepOut;
      const end = once * reps[axis];
      for (let done = once; done < end; done *= 2) heap.copyWithin(to + done, to, to + Math.min(done, end - done));
    }
    const bytes = (dimensions: number[]) => tf.util.sizeFromShape(dimensions) * tf.util.bytesPerElement(x.dtype);

    if (tf.util.sizeFromShape(shape) > 0)
      write(0, backend.getMemoryOffset(x.dataId), backend.getMemoryOffset(out.dataId));
    return out;
  });
}
