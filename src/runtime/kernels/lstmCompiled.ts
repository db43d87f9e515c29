import type { Kernels } from './compiled';
import type { LstmInputs, Tape } from './lstm';

/** The kernels take rows by fours and units by eights; what is added stays 0. */
const ROWS = 4;
const UNITS = 8;

/** The forward pass by the compiled kernel. @param z x W + b, [B, T, 4H] */
export function forwardCompiled(kernels: Kernels, z: Float32Array, { weights, mask, B, T, H }: LstmInputs): Tape {
  const rows = roundUp(B, ROWS);
  const units = roundUp(H, UNITS);
  const steps = rows * T;
  kernels.reserve(steps * (6 * units + 1) + 4 * units * units, 5);
  const gates = kernels.floats(steps * 4 * units);
  spread(z, B * T, 4, H, gates.view, units);
  const u = kernels.floats(units * 4 * units);
  spread(weights, H, 4, H, u.view, units);
  const steps01 = kernels.floats(steps);
  steps01.view.fill(0).set(mask);
  const hidden = kernels.floats(steps * units);
  const cell = kernels.floats(steps * units);
  kernels.run.lstmForward(rows, T, units, gates.at, u.at, steps01.at, hidden.at, cell.at);
  return {
    hidden: collect(hidden.view, B * T, 1, H, units),
    cell: collect(cell.view, B * T, 1, H, units),
    gates: collect(gates.view, B * T, 4, H, units),
  };
}

/**
 * The backward pass by the compiled kernel: gradients of x W + b and of U, where the kernel left them; the next
 * call overwrites them. @param dy [B, T, H]
 */
export function backwardCompiled(
  kernels: Kernels,
  dy: Float32Array,
  tape: Tape,
  { weights, mask, B, T, H }: LstmInputs,
): { dz: Float32Array; du: Float32Array } {
  const rows = roundUp(B, ROWS);
  const units = roundUp(H, UNITS);
  const steps = rows * T;
  kernels.reserve(steps * (7 * units + 1) + 8 * units * units + 2 * ROWS * units, 9);
  const gates = kernels.floats(steps * 4 * units);
  spread(tape.gates, B * T, 4, H, gates.view, units);
  const transposed = kernels.floats(4 * units * units);
  transposed.view.fill(0);
  for (let k = 0; k < H; k++)
    for (let gate = 0; gate < 4; gate++)
      for (let j = 0; j < H; j++) transposed.view[(gate * units + j) * units + k] = weights[(k * 4 + gate) * H + j];
  const steps01 = kernels.floats(steps);
  steps01.view.fill(0).set(mask);
  const place = (values: Float32Array) => {
    const placed = kernels.floats(steps * units);
    spread(values, B * T, 1, H, placed.view, units);
    return placed.at;
  };
  const du = kernels.floats(units * 4 * units);
  kernels.run.lstmBackward(
    rows,
    T,
    units,
    gates.at,
    transposed.at,
    steps01.at,
    place(tape.hidden),
    place(tape.cell),
    place(dy),
    du.at,
    kernels.floats(ROWS * units).at,
    kernels.floats(ROWS * units).at,
  );
  if (H === units) return { dz: gates.view.subarray(0, B * T * 4 * H), du: du.view };
  return { dz: collect(gates.view, B * T, 4, H, units), du: collect(du.view, H, 4, H, units) };
}

function roundUp(n: number, multiple: number): number {
  return multiple * Math.ceil(n / multiple);
}

/** Copies [n, parts, H] into [≥ n, parts, units], zeros around it. */
function spread(from: Float32Array, n: number, parts: number, H: number, to: Float32Array, units: number): void {
  if (H === units) {
    to.set(from);
    to.fill(0, from.length);
    return;
  }
  to.fill(0);
  for (let i = 0; i < n * parts; i++) for (let j = 0; j < H; j++) to[i * units + j] = from[i * H + j];
}

/** Copies [n, parts, H] out of [≥ n, parts, units]. */
function collect(from: Float32Array, n: number, parts: number, H: number, units: number): Float32Array {
  if (H === units) return from.slice(0, n * parts * H);
  const to = new Float32Array(n * parts * H);
  for (let i = 0; i < n * parts; i++) for (let j = 0; j < H; j++) to[i * H + j] = from[i * units + j];
  return to;
}
