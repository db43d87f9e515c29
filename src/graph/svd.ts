import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type Csr, transpose } from '../base/csr';
import type { Random } from '../base/random';

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

/**
 * Truncated singular value decomposition of a sparse matrix by randomised subspace iteration
 * (Halko, Martinsson and Tropp, SIAM Review 2011). The rank is cut to what the matrix allows.
 */
export function truncatedSvd(matrix: Csr, rank: number, random: Random): TruncatedSvd {
  const most = Math.min(matrix.rows, matrix.cols);
  const kept = Math.min(rank, most);
  const width = Math.min(kept + OVERSAMPLING, most);
  const transposed = transpose(matrix);
  let basis = orthonormal(product(matrix, gaussian(matrix.cols, width, random), width), matrix.rows, width);
  for (let i = 0; i < POWER_ITERATIONS; i++)
    basis = orthonormal(product(matrix, product(transposed, basis, width), width), matrix.rows, width);
  // B = Qᵀ A is small on one side: the eigenvectors of B Bᵀ are its left singular vectors.
  const small = product(transposed, basis, width);
  const gram = new Matrix(gramOf(small, width));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const left = new Float32Array(matrix.rows * kept);
  const right = new Float32Array(matrix.cols * kept);
  const singular = new Float32Array(kept);
  for (let k = 0; k < kept; k++) {
    const vector = eigenvectorMatrix.getColumn(order[k]);
    singular[k] = Math.sqrt(Math.max(0, realEigenvalues[order[k]]));
    for (let i = 0; i < matrix.rows; i++) left[i * kept + k] = dot(basis, i * width, vector);
    if (singular[k] > 0)
      for (let j = 0; j < matrix.cols; j++) right[j * kept + k] = dot(small, j * width, vector) / singular[k];
  }
  return { rank: kept, left, singular, right };
}

function gaussian(rows: number, width: number, random: Random): Float64Array {
  return Float64Array.from({ length: rows * width }, () => random.normal());
}

/** Sparse × dense, [rows, width]. */
function product({ rows, offsets, columns, values }: Csr, dense: Float64Array, width: number): Float64Array {
  const result = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const from = columns[e] * width;
      for (let k = 0; k < width; k++) result[i * width + k] += values[e] * dense[from + k];
    }
  return result;
}

/** Yᵀ Y of a matrix Y [rows, width]. */
function gramOf(values: Float64Array, width: number): number[][] {
  const gram = new Float64Array(width * width);
  for (let at = 0; at < values.length; at += width)
    for (let i = 0; i < width; i++) {
      const value = values[at + i];
      for (let j = 0; j <= i; j++) gram[i * width + j] += value * values[at + j];
    }
  return Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => gram[Math.max(i, j) * width + Math.min(i, j)]),
  );
}

/**
 * An orthonormal basis of the columns of a matrix [rows, width] by Gram–Schmidt, each column twice;
 * a column that depends on those before it becomes 0.
 */
function orthonormal(values: Float64Array, rows: number, width: number): Float64Array {
  const columns = Array.from({ length: width }, (_, k) =>
    Float64Array.from({ length: rows }, (_, i) => values[i * width + k]),
  );
  columns.forEach((column, k) => {
    const before = Math.sqrt(inner(column, column));
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < k; j++) {
        const overlap = inner(columns[j], column);
        for (let i = 0; i < rows; i++) column[i] -= overlap * columns[j][i];
      }
    const norm = Math.sqrt(inner(column, column));
    const scale = norm > 1e-10 * before ? 1 / norm : 0;
    for (let i = 0; i < rows; i++) column[i] *= scale;
  });
  const basis = new Float64Array(rows * width);
  for (let k = 0; k < width; k++) for (let i = 0; i < rows; i++) basis[i * width + k] = columns[k][i];
  return basis;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function dot(values: Float64Array, start: number, vector: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += values[start + i] * vector[i];
  return sum;
}
