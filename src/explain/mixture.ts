import type { Table } from '../data/table';

/** Rows of which each input may come from another example. */
export interface Mixture {
  /** The examples that are explained, and those that lend the inputs that are unknown; [m] each. */
  readonly own: Int32Array;
  readonly donor: Int32Array;
  /** 1 for an input that is the example's own, row-major [m, inputs]. */
  readonly taken: Uint8Array;
}

/** A trained model whose inputs, on some examples, can be exchanged one by one. */
export interface OpenModel {
  /** Columns of features; a sequence or a graph is one input. */
  readonly inputs: readonly string[];
  /** Their values on the examples, NaN where an input is no number. */
  readonly table: Table;
  /** The inputs that belong together, such as a branch's columns, by name; every input is in one group. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** Probabilities of mixed rows, [m]. */
  predict(mixture: Mixture): Float32Array;
}

/** The values of mixed rows, [m, columns]; `from` is the first of the inputs that are the table's columns. */
export function mixed({ columns, values }: Table, { own, donor, taken }: Mixture, from = 0): Float32Array {
  const F = columns.length;
  const m = own.length;
  const inputs = taken.length / m;
  const rows = new Float32Array(m * F);
  for (let i = 0; i < m; i++)
    for (let f = 0; f < F; f++) {
      const source = taken[i * inputs + from + f] ? own[i] : donor[i];
      rows[i * F + f] = values[source * F + f];
    }
  return rows;
}
