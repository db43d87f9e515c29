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
 * none. If there are few distinct values, each gets a bin; otherwise bins hold about equally many rows, and a value that
 * fills more than a bin's share gets one of its own.
 */
export function findBoundaries(table: Table, column: number): Float64Array {
  const width = table.columns.length;
  const step = Math.max(1, Math.floor(table.rows / SAMPLE));
  let values = new Float32Array(Math.ceil(table.rows / step));
  let count = 0;
  for (let i = 0; i < table.rows; i += step) {
    const value = table.values[i * width + column];
    if (!Number.isNaN(value)) values[count++] = value;
  }
  values = values.subarray(0, count).sort();
  const distinct: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i === 0 || values[i] !== values[i - 1]) {
      distinct.push(values[i]);
      counts.push(0);
    }
    counts[counts.length - 1]++;
  }
  const middle = (i: number) => (distinct[i] + distinct[i + 1]) / 2;
  if (distinct.length <= MAX_BINS)
    return Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) => middle(i));

  const boundaries: number[] = [];
  let rowsLeft = count;
  let inBin = 0;
  for (let i = 0; i < distinct.length - 1; i++) {
    inBin += counts[i];
    const share = rowsLeft / (MAX_BINS - boundaries.length);
    if (inBin >= share || counts[i + 1] >= share) {
      boundaries.push(middle(i));
      rowsLeft -= inBin;
      inBin = 0;
      if (boundaries.length === MAX_BINS - 1) break;
    }
  }
  return Float64Array.from(boundaries);
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
