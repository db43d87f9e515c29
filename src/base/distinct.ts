/** The distinct values of an array in order of first appearance, and for each entry the position of its value. */
export function distinct(values: Int32Array): { unique: Int32Array; position: Int32Array } {
  const seen = new Map<number, number>();
  const position = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let at = seen.get(values[i]);
    if (at === undefined) {
      at = seen.size;
      seen.set(values[i], at);
    }
    position[i] = at;
  }
  return { unique: Int32Array.from(seen.keys()), position };
}
