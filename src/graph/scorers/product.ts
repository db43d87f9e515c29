import type { Csr } from '../../base/csr';
import { multiplySparse } from '../../kernels/spmm';

/** What the compiled kernel computes at once, with fused operations; what is left over it rounds otherwise. */
const LANES = 4;

/** A x as `multiplySparse`, but to the last bit the same for a column of x whatever the others are. */
export function multiplyColumns(matrix: Csr, x: Float32Array, D: number): Float32Array {
  const padded = Math.ceil(D / LANES) * LANES;
  return restride(multiplySparse(matrix, restride(x, D, padded), padded), padded, D);
}

/** The rows of a matrix [n, from] cut or filled up with zeros: [n, to]. */
function restride(values: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return values;
  const rows = values.length / from;
  const moved = new Float32Array(rows * to);
  for (let i = 0; i < rows; i++) moved.set(values.subarray(i * from, i * from + Math.min(from, to)), i * to);
  return moved;
}
