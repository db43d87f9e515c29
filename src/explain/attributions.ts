import type { Table } from '../data/table';

/**
 * What each input of a model adds to each output: additive, so that the base and a row's contributions sum to its output.
 */
export interface Attributions {
  readonly columns: readonly string[];
  readonly rows: number;
  /** The output before anything is known of a row. */
  readonly base: number;
  /** What the output, the base and the contributions are measured in. */
  readonly scale: 'log-odds' | 'probability';
  /** Contributions, row-major [rows, columns]. */
  readonly values: Float64Array;
}

/** Each row's output: the base and its contributions, [rows]. */
export function outputs({ base, rows, columns, values }: Attributions): Float64Array {
  const F = columns.length;
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = base;
    for (let f = 0; f < F; f++) sum += values[row * F + f];
    return sum;
  });
}

/** Mean |contribution| of each column, [columns]: how much it moves outputs, up or down. */
export function meanMagnitudes({ rows, columns, values }: Pick<Attributions, 'rows' | 'columns' | 'values'>) {
  const F = columns.length;
  const means = new Float64Array(F);
  for (let i = 0; i < values.length; i++) means[i % F] += Math.abs(values[i]) / rows;
  return means;
}

/** A column's place in the order of importance. */
export interface RankedColumn {
  readonly column: number;
  readonly name: string;
  readonly magnitude: number;
}

/** The columns by mean |contribution|, the largest first. */
export function rankColumns(attributions: Pick<Attributions, 'rows' | 'columns' | 'values'>): RankedColumn[] {
  const means = meanMagnitudes(attributions);
  return attributions.columns
    .map((name, column) => ({ column, name, magnitude: means[column] }))
    .sort((a, b) => b.magnitude - a.magnitude);
}

/** Attributions with the rows that they explain. */
export interface ExplainedTable {
  readonly attributions: Attributions;
  /** The inputs as readers know them: before scaling. */
  readonly table: Table;
}
