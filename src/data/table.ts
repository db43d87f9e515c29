/** Numbers in rows and named columns, as tabular learners take them. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Row-major [rows, columns]; NaN where a value is missing. */
  readonly values: Float32Array;
}
