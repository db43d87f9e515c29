/** Repeats rows of a matrix: row i of the result [n, columns] is row `position[i]` of `values`. */
export function gatherRows(values: Float32Array, columns: number, position: Int32Array): Float32Array {
  const gathered = new Float32Array(position.length * columns);
  for (let i = 0; i < position.length; i++)
    for (let j = 0; j < columns; j++) gathered[i * columns + j] = values[position[i] * columns + j];
  return gathered;
}
