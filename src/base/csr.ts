import { InputError } from './errors';

/** A sparse matrix by rows: entries of row i are `offsets[i] … offsets[i + 1])` of `columns` and `values`. */
export interface Csr {
  readonly rows: number;
  readonly cols: number;
  /** [rows + 1], ascending from 0 */
  readonly offsets: Int32Array;
  /** [nnz] */
  readonly columns: Int32Array;
  /** [nnz] */
  readonly values: Float32Array;
}

/**
 * The matrix with the entries (rows[e], columns[e]) → values[e]; entries of a row keep their order.
 * @throws InputError for an index outside the matrix or a value that is not finite
 */
export function csrOf(
  rows: Int32Array,
  columns: Int32Array,
  values: Float32Array,
  rowCount: number,
  columnCount: number,
): Csr {
  const offsets = new Int32Array(rowCount + 1);
  for (let e = 0; e < rows.length; e++) {
    if (rows[e] < 0 || rows[e] >= rowCount || columns[e] < 0 || columns[e] >= columnCount)
      throw new InputError(
        `entry ${e} lies at (${rows[e]}, ${columns[e]})`,
        undefined,
        `a place in a ${rowCount} × ${columnCount} matrix`,
      );
    if (!Number.isFinite(values[e])) throw new InputError(`entry ${e} is ${values[e]}`, undefined, 'finite weights');
    offsets[rows[e] + 1]++;
  }
  for (let i = 0; i < rowCount; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice(0, rowCount);
  const sortedColumns = new Int32Array(rows.length);
  const sortedValues = new Float32Array(rows.length);
  for (let e = 0; e < rows.length; e++) {
    const at = next[rows[e]]++;
    sortedColumns[at] = columns[e];
    sortedValues[at] = values[e];
  }
  return { rows: rowCount, cols: columnCount, offsets, columns: sortedColumns, values: sortedValues };
}

/** The transposed matrix, and for each of its entries the position of that entry in the original. */
export function transpose(csr: Csr): Csr & { readonly origin: Int32Array } {
  const { rows, cols, offsets, columns, values } = csr;
  const starts = new Int32Array(cols + 1);
  for (let e = 0; e < columns.length; e++) starts[columns[e] + 1]++;
  for (let j = 0; j < cols; j++) starts[j + 1] += starts[j];
  const next = starts.slice(0, cols);
  const transposed = new Int32Array(columns.length);
  const moved = new Float32Array(columns.length);
  const origin = new Int32Array(columns.length);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const at = next[columns[e]]++;
      transposed[at] = i;
      moved[at] = values[e];
      origin[at] = e;
    }
  return { rows: cols, cols: rows, offsets: starts, columns: transposed, values: moved, origin };
}

const transposes = new WeakMap<Csr, ReturnType<typeof transpose>>();

/** The transpose of a matrix, computed at the first call and kept as long as the matrix. */
export function transposeOf(csr: Csr): ReturnType<typeof transpose> {
  let transposed = transposes.get(csr);
  if (!transposed) {
    transposed = transpose(csr);
    transposes.set(csr, transposed);
  }
  return transposed;
}
