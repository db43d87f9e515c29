import { InputError } from '../base/errors';

/** Brings columns to mean 0 and standard deviation 1, as fitted on training data; a missing value becomes 0, the mean. */
export class StandardScaler {
  /** @param columns what they are called in messages; their numbers from 0 on if omitted */
  constructor(
    readonly mean: readonly number[],
    readonly std: readonly number[],
    private readonly columns?: readonly string[],
  ) {}

  /**
   * Fits on row-major values [rows, columns]; NaN and rows for which `keep` is 0 do not count.
   * @param columns how many there are, or what they are called
   * @throws InputError that names a column with an infinite value
   */
  static fit(values: Float32Array, columns: number | readonly string[], keep?: Float32Array): StandardScaler {
    const names = typeof columns === 'number' ? undefined : columns;
    const C = typeof columns === 'number' ? columns : columns.length;
    const count = new Float64Array(C);
    const sum = new Float64Array(C);
    const squares = new Float64Array(C);
    const rows = values.length / C;
    for (let pass = 0; pass < 2; pass++)
      for (let i = 0; i < rows; i++) {
        if (keep && keep[i] === 0) continue;
        for (let j = 0; j < C; j++) {
          const value = values[i * C + j];
          if (Number.isNaN(value)) continue;
          if (pass === 0) {
            count[j]++;
            sum[j] += value;
          } else squares[j] += (value - sum[j] / count[j]) ** 2;
        }
      }
    // A sum is infinite, or NaN, where a value is.
    const infinite = sum.findIndex((s) => !Number.isFinite(s));
    if (infinite >= 0) refuseInfinity(names, infinite);
    return new StandardScaler(
      Array.from(sum, (s, j) => (count[j] ? s / count[j] : 0)),
      Array.from(squares, (s, j) => (count[j] && s > 0 ? Math.sqrt(s / count[j]) : 1)),
      names,
    );
  }

  /** The same values scaled, [rows, columns]. @throws InputError that names a column with an infinite value */
  transform(values: Float32Array): Float32Array {
    const C = this.mean.length;
    const scaled = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const j = i % C;
      const value = values[i];
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) refuseInfinity(this.columns, j);
      scaled[i] = (value - this.mean[j]) / this.std[j];
    }
    return scaled;
  }
}

function refuseInfinity(columns: readonly string[] | undefined, column: number): never {
  throw new InputError(
    'infinite values cannot be scaled',
    `column ${columns ? `"${columns[column]}"` : column}`,
    'numbers, or NaN where a value is missing',
  );
}
