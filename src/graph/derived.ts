import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';

/** A matrix derived from a block, and the block's edge that each entry comes from; -1 for a loop, which is none. */
export interface Derived extends Csr {
  readonly edge: Int32Array;
}

/** 0 … n − 1 */
export function identity(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}

/**
 * A matrix with an entry of 1 for each row in its own column, the first of its row, instead of what stood there.
 * @param self the own column of each row, -1 for none; the row's number if omitted
 */
export function addLoops({ rows, cols, offsets, columns, values }: Csr, self?: Int32Array): Derived {
  const most = columns.length + rows;
  const looped = { offsets: new Int32Array(rows + 1), columns: new Int32Array(most) };
  const weights = new Float32Array(most);
  const edge = new Int32Array(most);
  let size = 0;
  const add = (column: number, weight: number, from: number) => {
    looped.columns[size] = column;
    weights[size] = weight;
    edge[size++] = from;
  };
  for (let i = 0; i < rows; i++) {
    const own = self ? self[i] : i;
    if (own >= 0) add(own, 1, -1);
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (columns[e] !== own) add(columns[e], values[e], e);
    looped.offsets[i + 1] = size;
  }
  return {
    rows,
    cols,
    offsets: looped.offsets,
    columns: looped.columns.slice(0, size),
    values: weights.slice(0, size),
    edge: edge.slice(0, size),
  };
}

/** Some of the edges. */
export function pick({ rows, cols, offsets, columns, values }: Csr, keep: (edge: number) => boolean): Derived {
  const edge = identity(columns.length).filter(keep);
  const kept = new Int32Array(rows + 1);
  for (let i = 0, next = 0; i < rows; i++) {
    while (next < edge.length && edge[next] < offsets[i + 1]) next++;
    kept[i + 1] = next;
  }
  return {
    rows,
    cols,
    offsets: kept,
    columns: edge.map((e) => columns[e]),
    values: Float32Array.from(edge, (e) => values[e]),
    edge,
  };
}

/** Rows over their sums. */
export function meanOf(csr: Derived): Derived {
  const sums = rowSums(csr);
  return reweight(csr, (weight, i) => weight / sums[i]);
}

/** Entries over the roots of their row's sum and of what is given for their column. */
export function symmetricOf(csr: Derived, columns: Float64Array): Derived {
  const rows = rowSums(csr);
  return reweight(csr, (weight, i, j) => weight / Math.sqrt(rows[i] * columns[j]));
}

/** @throws InputError for a negative weight: sums could be 0 where there are edges, or negative */
function rowSums({ rows, offsets, values }: Csr): Float64Array {
  const negative = values.find((weight) => weight < 0);
  if (negative !== undefined) throw new InputError(`an edge weighs ${negative}`, undefined, 'weights of 0 or more');
  const sums = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) sums[i] += values[e];
  return sums;
}

/** The sum of each column. */
export function columnSums({ cols, columns, values }: Csr): Float64Array {
  const sums = new Float64Array(cols);
  for (let e = 0; e < columns.length; e++) sums[columns[e]] += values[e];
  return sums;
}

/** Other weights for the edges that weigh something. */
function reweight(csr: Derived, weightOf: (weight: number, i: number, j: number) => number): Derived {
  const values = new Float32Array(csr.values.length);
  for (let i = 0; i < csr.rows; i++)
    for (let e = csr.offsets[i]; e < csr.offsets[i + 1]; e++)
      if (csr.values[e]) values[e] = weightOf(csr.values[e], i, csr.columns[e]);
  return { ...csr, values };
}
