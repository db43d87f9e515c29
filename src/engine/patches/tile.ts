import * as tf from '@tensorflow/tfjs-core';
import { wasmHeap } from '../wasmHeap';
import { SHORT } from './copyBlocks';
import { registerWasmKernel } from './kernel';

/** Slow on WASM (and with it broadcastTo), which computes the index of every element. Patched, it copies blocks. */
export function patchTile(): void {
  registerWasmKernel<tf.TileInputs, tf.TileAttrs>(tf.Tile, ({ inputs: { x }, attrs: { reps }, backend }) => {
    // An axis of length 1 in front, so that a scalar is not a case of its own.
    const [lengths, times] = [
      [1, ...x.shape],
      [1, ...reps],
    ];
    const tiled = lengths.map((length, axis) => length * times[axis]);
    const out = backend.makeOutput(tiled.slice(1), x.dtype);
    const heap = wasmHeap(backend).HEAPU8;
    const innermost = Math.max(
      0,
      times.findLastIndex((n) => n !== 1),
    );

    const bytes = (dimensions: number[]) => tf.util.sizeFromShape(dimensions) * tf.util.bytesPerElement(x.dtype);
    const [steps, stepsOut] = [lengths, tiled].map((all) => all.map((_, axis) => bytes(all.slice(axis + 1))));

    /** Tiles x's axes from `axis` on, at one index of the axes before. */
    function write(axis: number, from: number, to: number): void {
      const [step, stepOut] = [steps[axis], stepsOut[axis]];
      const once = lengths[axis] * stepOut;
      const end = once * times[axis];
      if (axis >= innermost && end < SHORT) {
        for (let i = 0; i < once; i++) heap[to + i] = heap[from + i];
        for (let i = once; i < end; i++) heap[to + i] = heap[to + i - once];
        return;
      }
      if (axis >= innermost) heap.copyWithin(to, from, from + lengths[axis] * step);
      else for (let i = 0; i < lengths[axis]; i++) write(axis + 1, from + i * step, to + i * stepOut);
      for (let done = once; done < end; done *= 2) heap.copyWithin(to + done, to, to + Math.min(done, end - done));
    }

    if (tf.util.sizeFromShape(tiled) > 0)
      write(0, backend.getMemoryOffset(x.dataId), backend.getMemoryOffset(out.dataId));
    return out;
  });
}
