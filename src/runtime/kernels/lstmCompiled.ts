import type { Kernels } from './compiled';
import type { LstmGradient, LstmInputs, Tape } from './lstm';

/** The kernels take rows by fours and units by eights; what is added stays 0. */
const ROWS = 4;
const UNITS = 8;

/** Steps, rows and units as the kernels see them, and the memory that they share with both passes. */
interface Layout {
  readonly rows: number;
  readonly units: number;
  readonly threads: number;
}

function layoutOf(kernels: Kernels, { B, T, H }: LstmInputs): Layout {
  const rows = roundUp(B, ROWS);
  // A few thousand steps are done before other threads have woken.
  const threads = B * T * H < 20_000 ? 1 : Math.min(kernels.threads, rows / ROWS);
  return { rows, units: roundUp(H, UNITS), threads };
}

/** The forward pass by the compiled kernel. */
export function forwardCompiled(kernels: Kernels, inputs: LstmInputs): Tape {
  const { x, mask, kernel, recurrent, bias, B, T, F, H } = inputs;
  const { rows, units, threads } = layoutOf(kernels, inputs);
  const steps = rows * T;
  kernels.reserve(steps * (F + 1 + 6 * units) + rows + (F + units + 1) * 4 * units, 9);
  const pointers = [
    padded(kernels, x, steps * F),
    padded(kernels, mask, steps),
    kernels.int(byLength(mask, B, T, rows)),
    spread(kernels, kernel, F, H, F, units),
    spread(kernels, recurrent, H, H, units, units),
    spread(kernels, bias, 1, H, 1, units),
  ] as const;
  const gates = kernels.floats(steps * 4 * units);
  const hidden = kernels.floats(steps * units);
  const cell = kernels.floats(steps * units);
  kernels.runEach(
    'lstmForward',
    Array.from({ length: threads }, (_, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...pointers,
      ...[gates.at, hidden.at, cell.at],
    ]) as Parameters<Kernels['run']['lstmForward']>[],
  );
  return {
    hidden: collect(hidden.view, B * T, H, units),
    cell: collect(cell.view, B * T, H, units),
    gates: collect(gates.view, B * T * 4, H, units),
  };
}

/**
 * The backward pass by the compiled kernel; what it returns may lie in the kernels' memory, which the next call
 * overwrites. @param dy [B, T, H]
 */
export function backwardCompiled(kernels: Kernels, dy: Float32Array, tape: Tape, inputs: LstmInputs): LstmGradient {
  const { x, mask, kernel, recurrent, B, T, F, H } = inputs;
  const { rows, units, threads } = layoutOf(kernels, inputs);
  const steps = rows * T;
  const P = roundUp(F, UNITS);
  const weights = (F + units + 1) * 4 * units;
  const scratch = ROWS * (2 * units + P);
  kernels.reserve(
    steps * (2 * F + 1 + 7 * units) + rows + 4 * units * (P + units) + threads * (weights + scratch),
    11 + 2 * threads,
  );
  const pointers = [
    padded(kernels, x, steps * F),
    padded(kernels, mask, steps),
    kernels.int(byLength(mask, B, T, rows)),
    spreadTransposed(kernels, kernel, F, H, P, units),
    spreadTransposed(kernels, recurrent, H, H, units, units),
    spread(kernels, tape.gates, B * T, H, steps, units),
    spread(kernels, tape.hidden, B * T, H, steps, units, 1),
    spread(kernels, tape.cell, B * T, H, steps, units, 1),
    spread(kernels, dy, B * T, H, steps, units, 1),
  ];
  const dx = kernels.floats(steps * F);
  dx.view.fill(0);
  // Each thread adds up gradients of its own.
  const sums = Array.from({ length: threads }, () => {
    const { at, view } = kernels.floats(weights);
    view.fill(0);
    return { at, view, scratch: kernels.floats(scratch).at };
  });
  kernels.runEach(
    'lstmBackward',
    sums.map(({ at, scratch }, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...pointers,
      ...[dx.at, at, at + 4 * F * 4 * units, at + 4 * (F + units) * 4 * units, scratch],
    ]) as Parameters<Kernels['run']['lstmBackward']>[],
  );
  const [{ view: total }, ...others] = sums;
  for (const { view } of others) for (let i = 0; i < weights; i++) total[i] += view[i];
  const rowsOf = (first: number, count: number) =>
    collect(total.subarray(first * 4 * units, (first + count) * 4 * units), count * 4, H, units);
  return {
    dx: dx.view.subarray(0, B * T * F),
    dKernel: rowsOf(0, F),
    dRecurrent: rowsOf(F, H),
    dBias: rowsOf(F + units, 1),
  };
}

function roundUp(n: number, multiple: number): number {
  return multiple * Math.ceil(n / multiple);
}

/** The rows by their number of steps, then those that fill up a block, [rows]. */
function byLength(mask: Float32Array, B: number, T: number, rows: number): Int32Array {
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
function padded(kernels: Kernels, values: Float32Array, length: number): number {
  const { at, view } = kernels.floats(length);
  view.set(values);
  view.fill(0, values.length);
  return at;
}

/** A copy of [n, parts, H] as [rows, parts, units], zeros around it. */
function spread(
  kernels: Kernels,
  from: Float32Array,
  n: number,
  H: number,
  rows: number,
  units: number,
  parts = 4,
): number {
  if (H === units) return padded(kernels, from, rows * parts * H);
  const { at, view } = kernels.floats(rows * parts * units);
  view.fill(0);
  for (let i = 0; i < n * parts; i++) for (let j = 0; j < H; j++) view[i * units + j] = from[i * H + j];
  return at;
}

/** A copy of [n, 4, H], transposed: [4, units, columns], zeros around it. */
function spreadTransposed(
  kernels: Kernels,
  from: Float32Array,
  n: number,
  H: number,
  columns: number,
  units: number,
): number {
  const { at, view } = kernels.floats(4 * units * columns);
  view.fill(0);
  for (let k = 0; k < n; k++)
    for (let gate = 0; gate < 4; gate++)
      for (let j = 0; j < H; j++) view[(gate * units + j) * columns + k] = from[(k * 4 + gate) * H + j];
  return at;
}

/** A copy of the first n rows of H among [≥ n, units]. */
function collect(from: Float32Array, n: number, H: number, units: number): Float32Array {
  if (H === units) return from.slice(0, n * H);
  const to = new Float32Array(n * H);
  for (let i = 0; i < n; i++) for (let j = 0; j < H; j++) to[i * H + j] = from[i * units + j];
  return to;
}
