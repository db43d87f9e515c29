/**
 * Columns as pieces of a line (piecewise linear encoding; Gorishniy, Rubachev and Babenko: On Embeddings for Numerical
 * Features in Tabular Deep Learning, NeurIPS 2022). Of a value x, each piece from a to b tells how much of it lies below:
 *
 *   min(1, max(0, (x − a) / (b − a)))
 *
 * One dense layer makes of that any function with kinks at the edges, where one of x alone has to find each kink by
 * training: slowly, where it lies in a long tail.
 */
export class Pieces {
  /** How many columns the encoding has. */
  readonly width: number;

  /** @param edges of each column, ascending, two at least */
  constructor(readonly edges: readonly (readonly number[])[]) {
    this.width = edges.reduce((sum, { length }) => sum + length - 1, 0);
  }

  /**
   * Of each column the lower half lies in the first piece, the lower half of what is above in the second, and so on, so
   * that the upper tail is seen best. Pieces that would be empty are left out.
   * @param values row-major, [rows, columns], without NaN
   * @param pieces at most so many a column
   */
  static fit(values: Float32Array, columns: number, pieces: number): Pieces {
    const rows = values.length / columns;
    const edges = Array.from({ length: columns }, (_, column) => {
      const sorted = Float32Array.from({ length: rows }, (_, row) => values[row * columns + column]).sort();
      const shares = Array.from({ length: pieces }, (_, piece) => 1 - 2 ** -piece);
      const found = [...new Set([...shares, 1].map((share) => sorted[Math.floor(share * (rows - 1))]))];
      return found.length > 1 ? found : [found[0] ?? 0, (found[0] ?? 0) + 1];
    });
    return new Pieces(edges);
  }

  /** The encoding of some rows of values [rows, columns]: [chosen rows, width]. */
  encode(values: Float32Array, rows: Int32Array): Float32Array {
    const { edges, width } = this;
    const encoded = new Float32Array(rows.length * width);
    let at = 0;
    for (const row of rows)
      for (let column = 0; column < edges.length; column++) {
        const value = values[row * edges.length + column];
        const own = edges[column];
        for (let e = 1; e < own.length; e++)
          encoded[at++] = Math.min(1, Math.max(0, (value - own[e - 1]) / (own[e] - own[e - 1])));
      }
    return encoded;
  }
}
