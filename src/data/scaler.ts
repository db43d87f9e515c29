/** Brings columns to mean 0 and standard deviation 1, as fitted on training data; a missing value becomes 0, the mean. */
export class StandardScaler {
  constructor(
    readonly mean: readonly number[],
    readonly std: readonly number[],
  ) {}

  /** Fits on row-major values [rows, columns]; NaN and rows for which `keep` is 0 do not count. */
  static fit(values: Float32Array, columns: number, keep?: Float32Array): StandardScaler {
    const count = new Float64Array(columns);
    const sum = new Float64Array(columns);
    const squares = new Float64Array(columns);
    const rows = values.length / columns;
    for (let pass = 0; pass < 2; pass++)
      for (let i = 0; i < rows; i++) {
        if (keep && keep[i] === 0) continue;
        for (let j = 0; j < columns; j++) {
          const value = values[i * columns + j];
          if (Number.isNaN(value)) continue;
          if (pass === 0) {
            count[j]++;
            sum[j] += value;
          } else squares[j] += (value - sum[j] / count[j]) ** 2;
        }
      }
    return new StandardScaler(
      Array.from(sum, (s, j) => (count[j] ? s / count[j] : 0)),
      Array.from(squares, (s, j) => (count[j] && s > 0 ? Math.sqrt(s / count[j]) : 1)),
    );
  }

  /** The same values scaled, [rows, columns]. */
  transform(values: Float32Array): Float32Array {
    const columns = this.mean.length;
    const scaled = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const j = i % columns;
      const value = values[i];
      scaled[i] = Number.isNaN(value) ? 0 : (value - this.mean[j]) / this.std[j];
    }
    return scaled;
  }
}
