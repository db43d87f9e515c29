import { compiledKernels, type Kernels, ownKernels } from '../compiled';
import type { RecurrentInputs, Sizes } from './types';

/** The kernels of src/assembly/recurrent.ts work on four rows and eight units at a time; padding stays 0. */
export const ROWS = 4;
const UNITS = 8;
/** Numbers in a thread's two lists of outer products and their panel: 2 LIST + PANEL of src/assembly/recurrent.ts. */
export const LISTS = 2 * (4 + 2 * 32) + 8 * 32;

/** Rows, units and features rounded up to the kernels' blocks, and the threads that share the rows. */
export interface Layout {
  readonly rows: number;
  readonly units: number;
  readonly features: number;
  readonly threads: number;
}

export function layoutOf(kernels: Kernels, { B, T, F, H }: Sizes): Layout {
  const rows = roundUp(B, ROWS);
  // Small batches are finished before other threads wake up.
  const threads = B * T * H < 20_000 ? 1 : Math.min(kernels.threads, rows / ROWS);
  return { rows, units: roundUp(H, UNITS), features: roundUp(F, UNITS), threads };
}

function roundUp(n: number, multiple: number): number {
  return multiple * Math.ceil(n / multiple);
}

let own: Kernels | undefined;

/**
 * Kernels with a memory that only recurrent layers use, so that the results of a forward pass are usually still there
 * for its backward pass and need not be copied out and back.
 */
export function recurrentKernels(): Kernels | undefined {
  const shared = compiledKernels();
  if (own?.threads !== shared?.threads) own = shared && ownKernels(shared.threads);
  return own;
}

const residents = new WeakMap<Kernels, { inputs: object; rounds: number }>();

/** Notes that the kernels' memory holds the results of the forward pass for these inputs. */
export function cacheForward(kernels: Kernels, inputs: object): void {
  residents.set(kernels, { inputs, rounds: kernels.rounds });
}

/** Whether the kernels' memory still holds them. */
export function hasForward(kernels: Kernels, inputs: object): boolean {
  const resident = residents.get(kernels);
  return resident?.inputs === inputs && resident.rounds === kernels.rounds;
}

/** Writes the rows by ascending number of steps, then the rows that pad the last block, into `order` [rows]. */
export function orderByLength(mask: Float32Array, B: number, T: number, order: Int32Array): void {
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

/** Writes x and the mask, padded with zeros. Steps outside the mask become 0: 0 · NaN would spoil the gradients. */
export function placeSteps(x: Float32Array, mask: Float32Array, inputs: RecurrentInputs): void {
  pad(x, inputs.x);
  pad(mask, inputs.mask);
  const { F } = inputs;
  for (let step = 0; step < inputs.mask.length; step++) if (mask[step] === 0) x.fill(0, step * F, (step + 1) * F);
}

function pad(to: Float32Array, values: Float32Array): void {
  to.set(values);
  to.fill(0, values.length);
}

/** Writes [n, H] as [≥ n, units], padded with zeros. */
export function spread(to: Float32Array, from: Float32Array, n: number, H: number, units: number): void {
  if (H === units) {
    pad(to, from);
    return;
  }
  to.fill(0);
  for (let i = 0; i < n; i++) for (let j = 0; j < H; j++) to[i * units + j] = from[i * H + j];
}

/** The first n rows and H columns of [≥ n, units]; a view, not a copy, where H = units. */
export function collect(from: Float32Array, n: number, H: number, units: number): Float32Array {
  if (H === units) return from.subarray(0, n * H);
  const to = new Float32Array(n * H);
  for (let i = 0; i < n; i++) for (let j = 0; j < H; j++) to[i * H + j] = from[i * units + j];
  return to;
}

/**
 * Packs weights [n, parts, H] eight columns at a time, as `addProduct` of src/assembly/recurrent.ts reads them:
 * [parts · units / 8, rows, 8], padded with zeros.
 */
export function pack(
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

/** Packs the transpose: [≥ n / 8, parts · units, 8], padded with zeros. */
export function packTransposed(
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

/** Adds the threads' sums to the first of them and returns it. */
export function total([first, ...others]: readonly Float32Array[]): Float32Array {
  for (const other of others) for (let i = 0; i < first.length; i++) first[i] += other[i];
  return first;
}
