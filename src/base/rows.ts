/** Some rows of a matrix [n, D], in the order asked for: [rows, D]. */
export function takeRows(values: Float32Array, rows: Int32Array, D: number): Float32Array {
  const taken = new Float32Array(rows.length * D);
  for (let i = 0; i < rows.length; i++) taken.set(values.subarray(rows[i] * D, (rows[i] + 1) * D), i * D);
  return taken;
}
