import type { Csr } from '../../base/csr';
import type { NeighbourMaximum } from './types';

/** The forward pass in plain TypeScript: the reference. */
export function maxPlain({ rows, offsets, columns }: Csr, x: Float32Array, D: number): NeighbourMaximum {
  const y = new Float32Array(rows * D);
  const argmax = new Int32Array(rows * D).fill(-1);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      for (let d = 0; d < D; d++) {
        const at = i * D + d;
        const value = x[columns[e] * D + d];
        const first = e === offsets[i];
        if (first || value > y[at]) argmax[at] = columns[e];
        y[at] = first ? value : Math.max(y[at], value);
      }
  return { y, argmax };
}

/** The backward pass in plain TypeScript. */
export function maxBackPlain({ cols }: Csr, dy: Float32Array, argmax: Int32Array, D: number): Float32Array {
  const dx = new Float32Array(cols * D);
  for (let at = 0; at < dy.length; at++) if (argmax[at] >= 0) dx[argmax[at] * D + (at % D)] += dy[at];
  return dx;
}
