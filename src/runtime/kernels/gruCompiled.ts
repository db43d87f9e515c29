import type { Kernels } from './compiled';
import type { GruGradient, GruInputs, Tape } from './gru';
import {
  byLength,
  collect,
  LISTS,
  layoutOf,
  padded,
  panels,
  panelsTransposed,
  ROWS,
  roundUp,
  spread,
  UNITS,
} from './recurrentLayout';

/** The forward pass by the compiled kernel. */
export function forwardCompiled(kernels: Kernels, inputs: GruInputs): Tape {
  const { x, mask, kernel, recurrent, bias, recurrentBias, B, T, F, H } = inputs;
  const { rows, units, threads } = layoutOf(kernels, inputs);
  const steps = rows * T;
  const scratch = ROWS * Math.max(F, units);
  kernels.reserve(
    steps * (F + 1 + 5 * units) + rows + (F + units) * 3 * units + 4 * units + threads * scratch,
    8 + threads,
  );
  const pointers = [
    padded(kernels, x, steps * F),
    padded(kernels, mask, steps),
    kernels.int(byLength(mask, B, T, rows)),
    panels(kernels, candidateFirst(kernel, F, H), F, H, F, units, 3),
    panels(kernels, recurrent, H, H, units, units, 3),
    spread(kernels, biasOfParts(bias, recurrentBias, H), 1, H, 1, units, 4),
  ] as const;
  const parts = kernels.floats(steps * 4 * units);
  const hidden = kernels.floats(steps * units);
  kernels.runEach(
    'gruForward',
    Array.from({ length: threads }, (_, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...pointers,
      ...[parts.at, hidden.at, kernels.floats(scratch).at],
    ]) as Parameters<Kernels['run']['gruForward']>[],
  );
  return { hidden: collect(hidden.view, B * T, H, units), parts: collect(parts.view, B * T * 4, H, units) };
}

/**
 * The backward pass by the compiled kernel; what it returns may lie in the kernels' memory, which the next call
 * overwrites. @param dy [B, T, H]
 */
export function backwardCompiled(kernels: Kernels, dy: Float32Array, tape: Tape, inputs: GruInputs): GruGradient {
  const { x, mask, kernel, recurrent, B, T, F, H } = inputs;
  const { rows, units, threads } = layoutOf(kernels, inputs);
  const steps = rows * T;
  const P = roundUp(F, UNITS);
  const weights = (F + units) * 3 * units + 4 * units;
  const scratch = ROWS * (units + P + 4 * units) + LISTS;
  kernels.reserve(
    steps * (2 * F + 1 + 6 * units) + rows + 3 * units * (P + units) + threads * (weights + scratch),
    9 + 2 * threads,
  );
  const pointers = [
    padded(kernels, x, steps * F),
    padded(kernels, mask, steps),
    kernels.int(byLength(mask, B, T, rows)),
    panelsTransposed(kernels, candidateFirst(kernel, F, H), F, H, P, units, 3),
    panelsTransposed(kernels, recurrent, H, H, units, units, 3),
    spread(kernels, tape.parts, B * T, H, steps, units, 4),
    spread(kernels, tape.hidden, B * T, H, steps, units, 1),
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
    'gruBackward',
    sums.map(({ at, scratch }, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...pointers,
      ...[dx.at, at, at + 4 * F * 3 * units, at + 4 * (F + units) * 3 * units, scratch],
    ]) as Parameters<Kernels['run']['gruBackward']>[],
  );
  const [{ view: total }, ...others] = sums;
  for (const { view } of others) for (let i = 0; i < weights; i++) total[i] += view[i];
  const partsOf = (first: number, count: number) =>
    collect(total.subarray(first * units, (first + count) * units), count, H, units);
  const dParts = partsOf(3 * (F + units), 4);
  return {
    dx: dx.view.subarray(0, B * T * F),
    dKernel: candidateLast(partsOf(0, 3 * F), F, H),
    dRecurrent: partsOf(3 * F, 3 * H),
    dBias: candidateLast(dParts.subarray(0, 3 * H), 1, H),
    dRecurrentBias: dParts.subarray(H),
  };
}

/** [rows, 3H] in the kernel's order n, r, z, from r, z, n. */
function candidateFirst(from: Float32Array, rows: number, H: number): Float32Array {
  const to = new Float32Array(from.length);
  for (let i = 0; i < rows; i++) {
    const row = from.subarray(3 * H * i, 3 * H * (i + 1));
    to.set(row.subarray(2 * H), 3 * H * i);
    to.set(row.subarray(0, 2 * H), 3 * H * i + H);
  }
  return to;
}

/** And back. */
function candidateLast(from: Float32Array, rows: number, H: number): Float32Array {
  const to = new Float32Array(from.length);
  for (let i = 0; i < rows; i++) {
    const row = from.subarray(3 * H * i, 3 * H * (i + 1));
    to.set(row.subarray(H), 3 * H * i);
    to.set(row.subarray(0, H), 3 * H * i + 2 * H);
  }
  return to;
}

/** b_n, b_r + c_r, b_z + c_z, c_n. */
function biasOfParts(bias: Float32Array, recurrentBias: Float32Array, H: number): Float32Array {
  const parts = new Float32Array(4 * H);
  parts.set(bias.subarray(2 * H));
  parts.set(recurrentBias, H);
  for (let i = 0; i < 2 * H; i++) parts[H + i] += bias[i];
  return parts;
}
