import { compiledKernels, type Kernels, ownKernels } from './compiled';

/** The kernels of assembly/recurrent.ts take rows by fours and units by eights; what is added stays 0. */
export const ROWS = 4;
export const UNITS = 8;
/** Numbers that a thread's lists of outer products and their panel take: 2 LIST + PANEL. */
export const LISTS = 2 * (4 + 2 * 32) + 8 * 32;

/** What says how long, wide and many the sequences are. */
export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly F: number;
  readonly H: number;
}

/** Rows, units and features as the kernels see them, and the threads among which the rows are dealt out. */
export interface Layout {
  readonly rows: number;
  readonly units: number;
  readonly features: number;
  readonly threads: number;
}

export function layoutOf(kernels: Kernels, { B, T, F, H }: Sizes): Layout {
  const rows = roundUp(B, ROWS);
  // A few thousand steps are done before other threads have woken.
  const threads = B * T * H < 20_000 ? 1 : Math.min(kernels.threads, rows / ROWS);
  return { rows, units: roundUp(H, UNITS), features: roundUp(F, UNITS), threads };
}

function roundUp(n: number, multiple: number): number {
  return multiple * Math.ceil(n / multiple);
}

let own: Kernels | undefined;

/**
 * Kernels with a memory that only recurrent layers use: what a forward pass leaves there mostly still stands when
 * its backward pass comes, and need not be copied out and in.
 */
export function recurrentKernels(): Kernels | undefined {
  const shared = compiledKernels();
  if (own?.threads !== shared?.threads) own = shared && ownKernels(shared.threads);
  return own;
}

const residents = new WeakMap<Kernels, { inputs: object; rounds: number }>();

/** Notes that what the forward pass left for these inputs stands in the kernels' memory. */
export function settle(kernels: Kernels, inputs: object): void {
  residents.set(kernels, { inputs, rounds: kernels.rounds });
}

/** Whether it still does. */
export function isSettled(kernels: Kernels, inputs: object): boolean {
  const resident = residents.get(kernels);
  return resident?.inputs === inputs && resident.rounds === kernels.rounds;
}

/** Writes the rows by their number of steps, then those that fill up a block, into `order` [rows]. */
export function byLength(mask: Float32Array, B: number, T: number, order: Int32Array): void {
  const length = new Int32Array(B);
  const starts = new Int32Array(T + 2);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) if (mask[b * T + t] !== 0) length[b]++;
    starts[length[b] + 1]++;
  }
  for (let l = 0; l <= T; l++) starts[l + 1] += starts[l];
  for (let b = 0; b < B; b++) order[starts[length[b]]++] = b;
  for (let b = B; b < order.length; b++) order[b] = b;
}

/** Writes the values with zeros behind them. */
export function pad(to: Float32Array, values: Float32Array): void {
  to.set(values);
  to.fill(0, values.length);
}

/** Writes [n, H] as [≥ n, units], zeros around it. */
export function spread(to: Float32Array, from: Float32Array, n: number, H: number, units: number): void {
  if (H === units) {
    pad(to, from);
    return;
  }
  to.fill(0);
  for (let i = 0; i < n; i++) for (let j = 0; j < H; j++) to[i * units + j] = from[i * H + j];
}

/** The first n rows of H among [≥ n, units]; where nothing stands between them, not a copy. */
export function collect(from: Float32Array, n: number, H: number, units: number): Float32Array {
  if (H === units) return from.subarray(0, n * H);
  const to = new Float32Array(n * H);
  for (let i = 0; i < n; i++) for (let j = 0; j < H; j++) to[i * H + j] = from[i * units + j];
  return to;
}

/**
 * Writes weights [n, parts, H] as `addProduct` of assembly/recurrent.ts reads them, eight columns together:
 * [parts · units / 8, rows, 8], zeros around them.
 */
export function panels(
  to: Float32Array,
  from: Float32Array,
  [n, rows]: readonly [n: number, rows: number],
  [parts, H, units]: readonly [parts: number, H: number, units: number],
): void {
  to.fill(0);
  for (let part = 0; part < parts; part++)
    for (let j = 0; j < H; j++) {
      const column = part * units + j;
      const at = (column >> 3) * rows * 8 + (column & 7);
      for (let k = 0; k < n; k++) to[at + 8 * k] = from[(k * parts + part) * H + j];
    }
}

/** The same transposed: [≥ n / 8, parts · units, 8], zeros around them. */
export function panelsTransposed(
  to: Float32Array,
  from: Float32Array,
  n: number,
  [parts, H, units]: readonly [parts: number, H: number, units: number],
): void {
  to.fill(0);
  for (let k = 0; k < n; k++)
    for (let part = 0; part < parts; part++) {
      const at = ((k >> 3) * parts + part) * units * 8 + (k & 7);
      for (let j = 0; j < H; j++) to[at + 8 * j] = from[(k * parts + part) * H + j];
    }
}

/** Adds up the threads' sums in the first of them, which is returned. */
export function total([first, ...others]: readonly Float32Array[]): Float32Array {
  for (const other of others) for (let i = 0; i < first.length; i++) first[i] += other[i];
  return first;
}
