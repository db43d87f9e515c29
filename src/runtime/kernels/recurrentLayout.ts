import type { Kernels } from './compiled';

/** The kernels of assembly/recurrent.ts take rows by fours and units by eights; what is added stays 0. */
export const ROWS = 4;
export const UNITS = 8;
/** Numbers that a thread's lists of outer products and their panel take: 2 LIST + PANEL. */
export const LISTS = 2 * (4 + 2 * 32) + 8 * 32;

/** Steps, rows and units as the kernels see them, and the threads among which the rows are dealt out. */
export interface Layout {
  readonly rows: number;
  readonly units: number;
  readonly threads: number;
}

export function layoutOf(kernels: Kernels, { B, T, H }: { B: number; T: number; H: number }): Layout {
  const rows = roundUp(B, ROWS);
  // A few thousand steps are done before other threads have woken.
  const threads = B * T * H < 20_000 ? 1 : Math.min(kernels.threads, rows / ROWS);
  return { rows, units: roundUp(H, UNITS), threads };
}

export function roundUp(n: number, multiple: number): number {
  return multiple * Math.ceil(n / multiple);
}

/** The rows by their number of steps, then those that fill up a block, [rows]. */
export function byLength(mask: Float32Array, B: number, T: number, rows: number): Int32Array {
  const length = new Int32Array(B);
  const starts = new Int32Array(T + 2);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) if (mask[b * T + t] !== 0) length[b]++;
    starts[length[b] + 1]++;
  }
  for (let l = 0; l <= T; l++) starts[l + 1] += starts[l];
  const order = new Int32Array(rows);
  for (let b = 0; b < B; b++) order[starts[length[b]]++] = b;
  for (let b = B; b < rows; b++) order[b] = b;
  return order;
}

/** A copy with zeros behind it. */
export function padded(kernels: Kernels, values: Float32Array, length: number): number {
  const { at, view } = kernels.floats(length);
  view.set(values);
  view.fill(0, values.length);
  return at;
}

/** A copy of [n, parts, H] as [rows, parts, units], zeros around it. */
export function spread(
  kernels: Kernels,
  from: Float32Array,
  n: number,
  H: number,
  rows: number,
  units: number,
  parts: number,
): number {
  if (H === units) return padded(kernels, from, rows * parts * H);
  const { at, view } = kernels.floats(rows * parts * units);
  view.fill(0);
  for (let i = 0; i < n * parts; i++) for (let j = 0; j < H; j++) view[i * units + j] = from[i * H + j];
  return at;
}

/**
 * Weights [n, parts, H] as `addProduct` of assembly/recurrent.ts reads them, eight columns together:
 * [parts · units / 8, rows, 8], zeros around them.
 */
export function panels(
  kernels: Kernels,
  from: Float32Array,
  n: number,
  H: number,
  rows: number,
  units: number,
  parts: number,
): number {
  const { at, view } = kernels.floats(rows * parts * units);
  view.fill(0);
  for (let part = 0; part < parts; part++)
    for (let j = 0; j < H; j++) {
      const column = part * units + j;
      const to = (column >> 3) * rows * 8 + (column & 7);
      for (let k = 0; k < n; k++) view[to + 8 * k] = from[(k * parts + part) * H + j];
    }
  return at;
}

/** The same transposed: [columns / 8, parts · units, 8], zeros around them. */
export function panelsTransposed(
  kernels: Kernels,
  from: Float32Array,
  n: number,
  H: number,
  columns: number,
  units: number,
  parts: number,
): number {
  const { at, view } = kernels.floats(parts * units * columns);
  view.fill(0);
  for (let k = 0; k < n; k++)
    for (let part = 0; part < parts; part++) {
      const to = ((k >> 3) * parts + part) * units * 8 + (k & 7);
      for (let j = 0; j < H; j++) view[to + 8 * j] = from[(k * parts + part) * H + j];
    }
  return at;
}

/** A copy of the first n rows of H among [≥ n, units]. */
export function collect(from: Float32Array, n: number, H: number, units: number): Float32Array {
  if (H === units) return from.slice(0, n * H);
  const to = new Float32Array(n * H);
  for (let i = 0; i < n; i++) for (let j = 0; j < H; j++) to[i * H + j] = from[i * units + j];
  return to;
}
