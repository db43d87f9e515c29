/** Copies the first of some rows of a matrix [n, columns] to the others. */
export function repeatRow(values: Float32Array, columns: number, rows: Int32Array): void {
  const from = rows[0] * columns;
  for (let i = 1; i < rows.length; i++) values.copyWithin(rows[i] * columns, from, from + columns);
}
