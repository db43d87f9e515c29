type Numbers = Float32Array | Int32Array | Uint8Array;

/** Blocks shorter than this are copied faster number by number than by `set`. */
const SHORT = 64;

/** Copies `count` blocks of `length` numbers, which lie `fromStride` and `toStride` apart. */
export function copyBlocks(
  count: number,
  length: number,
  from: Numbers,
  fromStart: number,
  fromStride: number,
  to: Numbers,
  toStart: number,
  toStride: number,
): void {
  if (length === fromStride && length === toStride)
    to.set(from.subarray(fromStart, fromStart + count * length), toStart);
  else if (length < SHORT)
    for (let b = 0; b < count; b++) {
      const first = fromStart + b * fromStride;
      const target = toStart + b * toStride;
      for (let i = 0; i < length; i++) to[target + i] = from[first + i];
    }
  else
    for (let b = 0; b < count; b++) {
      const first = fromStart + b * fromStride;
      to.set(from.subarray(first, first + length), toStart + b * toStride);
    }
}
