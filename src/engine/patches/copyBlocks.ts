/** Blocks shorter than this many bytes are faster to copy number by number. */
export const SHORT = 64;

/** Copies `count` blocks of `bytes` bytes within the heap, a multiple of 4, `fromStride` and `toStride` bytes apart. */
export function copyBlocks(
  heap: Uint8Array,
  count: number,
  bytes: number,
  from: number,
  fromStride: number,
  to: number,
  toStride: number,
): void {
  if (bytes === fromStride && bytes === toStride) heap.copyWithin(to, from, from + count * bytes);
  else if (bytes >= SHORT)
    for (let b = 0; b < count; b++) {
      const first = from + b * fromStride;
      heap.copyWithin(to + b * toStride, first, first + bytes);
    }
  else {
    const words = new Int32Array(heap.buffer);
    for (let b = 0; b < count; b++) {
      const first = (from + b * fromStride) >>> 2;
      const target = (to + b * toStride) >>> 2;
      for (let i = 0; i < bytes >>> 2; i++) words[target + i] = words[first + i];
    }
  }
}
