import type { Kernels } from './compiled';
import type { LstmGradient, LstmInputs, Tape } from './lstm';
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
export function forwardCompiled(kernels: Kernels, inputs: LstmInputs): Tape {
  const { x, mask, kernel, recurrent, bias, B, T, F, H } = inputs;
  const { rows, units, threads } = layoutOf(kernels, inputs);
  const steps = rows * T;
  const scratch = ROWS * Math.max(F, units);
  kernels.reserve(steps * (F + 1 + 6 * units) + rows + (F + units + 1) * 4 * units + threads * scratch, 9 + threads);
  const pointers = [
    padded(kernels, x, steps * F),
    padded(kernels, mask, steps),
    kernels.int(byLength(mask, B, T, rows)),
    panels(kernels, kernel, F, H, F, units, 4),
    panels(kernels, recurrent, H, H, units, units, 4),
    spread(kernels, bias, 1, H, 1, units, 4),
  ] as const;
  const gates = kernels.floats(steps * 4 * units);
  const hidden = kernels.floats(steps * units);
  const cell = kernels.floats(steps * units);
  kernels.runEach(
    'lstmForward',
    Array.from({ length: threads }, (_, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...pointers,
      ...[gates.at, hidden.at, cell.at, kernels.floats(scratch).at],
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
  const scratch = ROWS * (2 * units + P + 4 * units) + LISTS;
  kernels.reserve(
    steps * (2 * F + 1 + 7 * units) + rows + 4 * units * (P + units) + threads * (weights + scratch),
    11 + 2 * threads,
  );
  const pointers = [
    padded(kernels, x, steps * F),
    padded(kernels, mask, steps),
    kernels.int(byLength(mask, B, T, rows)),
    panelsTransposed(kernels, kernel, F, H, P, units, 4),
    panelsTransposed(kernels, recurrent, H, H, units, units, 4),
    spread(kernels, tape.gates, B * T, H, steps, units, 4),
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
