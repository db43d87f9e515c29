import type { Table } from '../../data/table';
import { compiledKernels, type Kernels } from '../../kernels/compiled';

/** The bin of missing values, after all others. */
export const MISSING = 255;
const MAX_BINS = 255;
/** Maximum number of rows that boundaries are computed from. */
const SAMPLE = 200_000;

/** A table as bytes: which bin each value falls in, column by column. */
export interface BinnedTable {
  readonly rows: number;
  /** One array [rows] a column. */
  readonly bins: readonly Uint8Array[];
}

/**
 * Upper boundaries of a column's bins: a value x falls in the first bin whose boundary is at least x; the last bin has
 * none. If there are few distinct values, each gets a bin; otherwise bins weigh about equally much, and a value that
 * weighs more than a bin's share gets one of its own.
 * @param label if given, and positives are rarer than negatives, they weigh as much as these in all: else the few rows of
 *   a tail that is all positive share a bin with many others. If omitted, every row weighs the same. [rows]
 */
export function findBoundaries(
  table: Table,
  column: number,
  label: Uint8Array = new Uint8Array(table.rows),
): Float64Array {
  const [negatives, positives] = [0, 1].map((value) => sortedSample(table, column, label, value));
  const positiveWeight = Math.max(1, negatives.length / positives.length);
  const distinct: number[] = [];
  const weights: number[] = [];
  for (let n = 0, p = 0; n < negatives.length || p < positives.length; ) {
    const isPositive = n === negatives.length || positives[p] < negatives[n];
    const value = isPositive ? positives[p++] : negatives[n++];
    if (value !== distinct[distinct.length - 1]) {
      distinct.push(value);
      weights.push(0);
    }
    weights[weights.length - 1] += isPositive ? positiveWeight : 1;
  }
  const middle = (i: number) => (distinct[i] + distinct[i + 1]) / 2;
  if (distinct.length <= MAX_BINS)
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) => middle(i));

  const boundaries: number[] = [];
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0);
  let inBin = 0;
  for (let i = 0; i < distinct.length - 1; i++) {
    inBin += weights[i];
    const share = weightLeft / (MAX_BINS - boundaries.length);
    if (inBin >= share || weights[i + 1] >= share) {
      boundaries.push(middle(i));
      weightLeft -= inBin;
      inBin = 0;
      if (boundaries.length === MAX_BINS - 1) break;
    }
  }
  return Float64Array.from(boundaries);
}

/** The values of a class that are there, in order; of some rows, if there are many. */
function sortedSample({ rows, columns, values }: Table, column: number, label: Uint8Array, value: number) {
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  const sample = new Float32Array(Math.ceil(rows / step));
  let count = 0;
  for (let i = 0; i < rows; i += step) {
    const x = values[i * columns.length + column];
    if (label[i] === value && !Number.isNaN(x)) sample[count++] = x;
  }
  return sample.subarray(0, count).sort();
}

/** Rows binned together: few enough for their values to stay in the cache from column to column. */
const BLOCK = 256;

export function binTable(table: Table, boundaries: readonly Float64Array[]): BinnedTable {
  const bins = boundaries.map(() => new Uint8Array(table.rows));
  const kernels = compiledKernels();
  if (kernels) binCompiled(kernels, table, boundaries, bins);
  else binPlain(table, boundaries, bins);
  return { rows: table.rows, bins };
}

function binCompiled(kernels: Kernels, table: Table, boundaries: readonly Float64Array[], bins: Uint8Array[]): void {
  const { rows, values } = table;
  const width = table.columns.length;
  kernels.reserve(BLOCK * width + 2 * 256 * width + BLOCK, 3);
  const block = kernels.floats(BLOCK * width);
  const edges = kernels.doubles(256 * width);
  edges.view.fill(Number.POSITIVE_INFINITY);
  boundaries.forEach((own, column) => {
    edges.view.set(own, 256 * column);
  });
  const binned = kernels.bytes(BLOCK);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    block.view.set(values.subarray(from * width, (from + count) * width));
    for (let column = 0; column < width; column++) {
      kernels.run.binValues(block.at + 4 * column, width, count, edges.at + 8 * 256 * column, binned.at);
      bins[column].set(count === BLOCK ? binned.view : binned.view.subarray(0, count), from);
    }
  }
}

/** The same in plain TypeScript. */
function binPlain(table: Table, boundaries: readonly Float64Array[], bins: Uint8Array[]): void {
  const { rows, values } = table;
  const width = table.columns.length;
  boundaries.forEach((edges, column) => {
    for (let i = 0; i < rows; i++) bins[column][i] = binOf(values[i * width + column], edges);
  });
}

/** The first bin whose boundary is at least the value. */
function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return MISSING;
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
