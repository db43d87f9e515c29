import type { Kernels } from '../compiled';
import { type Layout, LISTS, ROWS } from './layout';
import type { Sizes } from './types';

/** How the layers differ. */
export interface Cells {
  /** Columns of the weights over units: 4 gates of an LSTM, 3 parts of a GRU. */
  readonly parts: number;
  /** States of a unit besides the hidden one: 1, the cell, for an LSTM. */
  readonly cells: number;
}

/**
 * Places the arrays of the forward pass where the backward pass finds them again; weights and scratch are overwritten.
 * @param more four-byte numbers, in `arrays` arrays, to reserve room for behind them
 */
export function placeForward(
  kernels: Kernels,
  { T, F }: Sizes,
  layout: Layout,
  { parts, cells }: Cells,
  more = 0,
  arrays = 0,
) {
  const { rows, units, features, threads } = layout;
  const steps = rows * T;
  // Each step keeps four parts and its states.
  const kept = (5 + cells) * units;
  const scratch = ROWS * (kept + features) + LISTS;
  kernels.reserve(
    steps * (F + 1 + kept) + rows + (features + units) * parts * units + 4 * units + threads * scratch + more,
    9 + threads + arrays,
  );
  return {
    x: kernels.floats(steps * F),
    mask: kernels.floats(steps),
    order: kernels.ints(rows),
    kernel: kernels.floats(features * parts * units),
    recurrent: kernels.floats(units * parts * units),
    bias: kernels.floats(4 * units),
    gates: kernels.floats(steps * 4 * units),
    hidden: kernels.floats(steps * units),
    cell: kernels.floats(steps * cells * units),
    scratch: Array.from({ length: threads }, () => kernels.floats(scratch).at),
  };
}

/** Places the arrays of both passes. */
export function placeBoth(kernels: Kernels, sizes: Sizes, layout: Layout, unit: Cells) {
  const { rows, units, threads } = layout;
  const { T, F } = sizes;
  const steps = rows * T;
  const weights = (F + units) * unit.parts * units + 4 * units;
  return {
    ...placeForward(kernels, sizes, layout, unit, steps * (F + units) + threads * weights, 2 + threads),
    dy: kernels.floats(steps * units),
    dx: kernels.floats(steps * F),
    /** Gradients by the weights, summed by each thread apart. */
    sums: Array.from({ length: threads }, () => kernels.floats(weights)),
  };
}
