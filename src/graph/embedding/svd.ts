import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type Csr, transpose } from '../../base/csr';
import type { Random } from '../../base/random';
import { multiplySparse } from '../../kernels/spmm';

/** A ≈ U diag(s) Vᵀ with the `rank` largest singular values, largest first. */
export interface TruncatedSvd {
  readonly rank: number;
  /** [rows, rank], row-major */
  readonly left: Float32Array;
  /** [rank] */
  readonly singular: Float32Array;
  /** [columns, rank], row-major */
  readonly right: Float32Array;
}

const OVERSAMPLING = 16;
const POWER_ITERATIONS = 4;
/** A column counts as dependent if its component orthogonal to those before it is shorter than this share of it. */
const DEPENDENT = 1e-5;

/**
 * Truncated singular value decomposition of a sparse matrix by randomised subspace iteration
 * (Halko, Martinsson and Tropp, SIAM Review 2011). The rank is cut to what the matrix allows.
 */
export function truncatedSvd(matrix: Csr, rank: number, random: Random): TruncatedSvd {
  const most = Math.min(matrix.rows, matrix.cols);
  const kept = Math.min(rank, most);
  const width = Math.min(kept + OVERSAMPLING, most);
  const transposed = transpose(matrix);
  const start = Float32Array.from({ length: matrix.cols * width }, () => random.normal());
  let basis = orthonormal(multiplySparse(matrix, start, width), width);
  for (let i = 1; i <= POWER_ITERATIONS; i++) {
    basis = multiplySparse(matrix, multiplySparse(transposed, basis, width), width);
    // After two iterations the columns are still independent by far more than rounding in single precision.
    if (i % 2 === 0) basis = orthonormal(basis, width);
  }
  // B = Qᵀ A is small on one side: the eigenvectors of B Bᵀ are its left singular vectors.
  const small = multiplySparse(transposed, basis, width);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(gramOf(small, width)), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const singular = Float32Array.from({ length: kept }, (_, k) => Math.sqrt(Math.max(0, realEigenvalues[order[k]])));
  const vectors = order.slice(0, kept).map((k) => Float64Array.from(eigenvectorMatrix.getColumn(k)));
  const left = project(basis, width, vectors);
  const right = project(small, width, vectors);
  for (let at = 0; at < right.length; at++) {
    const value = singular[at % kept];
    right[at] = value > 0 ? right[at] / value : 0;
  }
  return { rank: kept, left, singular, right };
}

/** The rows of a matrix [rows, width] times each vector: [rows, vectors.length]. */
function project(values: Float32Array, width: number, vectors: readonly Float64Array[]): Float32Array {
  const result = new Float32Array((values.length / width) * vectors.length);
  for (let from = 0, to = 0; from < values.length; from += width)
    for (const vector of vectors) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += values[from + k] * vector[k];
      result[to++] = sum;
    }
  return result;
}

/** Yᵀ Y of a matrix Y [rows, width]. */
function gramOf(values: Float32Array, width: number): Float64Array[] {
  const gram = Array.from({ length: width }, () => new Float64Array(width));
  const row = new Float64Array(width);
  for (let at = 0; at < values.length; at += width) {
    for (let i = 0; i < width; i++) row[i] = values[at + i];
    for (let i = 0; i < width; i++) {
      const sums = gram[i];
      const value = row[i];
      for (let j = 0; j <= i; j++) sums[j] += value * row[j];
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[j][i] = gram[i][j];
  return gram;
}

/**
 * An orthonormal basis of the columns of a matrix Y [rows, width]: with Yᵀ Y = L Lᵀ it is Y L⁻ᵀ (Cholesky QR).
 * A column that depends on those before it becomes 0.
 */
function orthonormal(values: Float32Array, width: number): Float32Array {
  const lower = gramOf(values, width);
  /** 1 / L_kk, 0 for a dependent column. */
  const inverse = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    const own = lower[k];
    const length = own[k];
    for (let j = 0; j < k; j++) {
      let sum = own[j];
      for (let l = 0; l < j; l++) sum -= own[l] * lower[j][l];
      own[j] = sum * inverse[j];
      own[k] -= own[j] * own[j];
    }
    inverse[k] = own[k] > DEPENDENT ** 2 * length ? 1 / Math.sqrt(own[k]) : 0;
  }
  const basis = new Float32Array(values.length);
  const row = new Float64Array(width);
  for (let at = 0; at < values.length; at += width)
    for (let k = 0; k < width; k++) {
      const own = lower[k];
      let sum = values[at + k];
      for (let j = 0; j < k; j++) sum -= own[j] * row[j];
      row[k] = sum * inverse[k];
      basis[at + k] = row[k];
    }
  return basis;
}
