import type { Csr } from '../../base/csr';

/** A x in plain TypeScript: the reference. */
export function multiplyPlain({ rows, offsets, columns, values }: Csr, x: Float32Array, D: number): Float32Array {
  const y = new Float32Array(rows * D);
  for (let i = 0; i < rows; i++) {
    const to = i * D;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const value = values[e];
      const from = columns[e] * D;
      for (let d = 0; d < D; d++) y[to + d] += value * x[from + d];
    }
  }
  return y;
}
