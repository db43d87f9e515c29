import type { Kernels } from '../compiled';
import {
  cacheForward,
  collect,
  hasForward,
  layoutOf,
  orderByLength,
  pack,
  packTransposed,
  placeSteps,
  ROWS,
  spread,
  total,
} from '../recurrent/layout';
import { placeBoth, placeForward } from '../recurrent/places';
import type { RecurrentGradients } from '../recurrent/types';
import type { GruInputs } from './types';

const CELLS = { parts: 3, cells: 0 };

/**
 * The forward pass by the compiled kernel: hidden states [B, T, H], which may lie in the kernels' memory, where the
 * next call overwrites them.
 */
export function forwardCompiled(kernels: Kernels, inputs: GruInputs): Float32Array {
  const { mask, kernel, recurrent, bias, recurrentBias, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeForward(kernels, inputs, layout, CELLS);
  placeSteps(places.x.view, places.mask.view, inputs);
  orderByLength(mask, B, T, places.order.view);
  pack(places.kernel.view, candidateFirst(kernel, F, H), [F, F], [3, H, units]);
  pack(places.recurrent.view, recurrent, [H, units], [3, H, units]);
  spread(places.bias.view, biasOfParts(bias, recurrentBias, H), 4, H, units);
  const { x, order, gates, hidden } = places;
  kernels.runEach(
    'gruForward',
    places.scratch.map((scratch, thread) => [
      ROWS * thread,
      ROWS * threads,
      rows,
      T,
      F,
      units,
      x.at,
      places.mask.at,
      order.at,
      places.kernel.at,
      places.recurrent.at,
      places.bias.at,
      gates.at,
      hidden.at,
      scratch,
    ]),
  );
  cacheForward(kernels, inputs);
  return collect(hidden.view, B * T, H, units);
}

/**
 * The backward pass by the compiled kernel. If another call has overwritten the results of the forward pass, that runs
 * again first. The gradients may lie in the kernels' memory, which their next call overwrites.
 * @param dy [B, T, H]
 * @param needsDx whether to compute dx; it is empty otherwise
 */
export function backwardCompiled(
  kernels: Kernels,
  dy: Float32Array,
  inputs: GruInputs,
  needsDx = true,
): RecurrentGradients {
  if (!hasForward(kernels, inputs)) forwardCompiled(kernels, inputs);
  const { kernel, recurrent, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeBoth(kernels, inputs, layout, CELLS);
  packTransposed(places.kernel.view, candidateFirst(kernel, F, H), F, [3, H, units]);
  packTransposed(places.recurrent.view, recurrent, H, [3, H, units]);
  spread(places.dy.view, dy, B * T, H, units);
  if (needsDx) places.dx.view.fill(0);
  for (const { view } of places.sums) view.fill(0);
  const { x, mask, order, gates, hidden, dx } = places;
  kernels.runEach(
    'gruBackward',
    places.sums.map(({ at }, thread) => [
      ROWS * thread,
      ROWS * threads,
      rows,
      T,
      F,
      units,
      x.at,
      mask.at,
      order.at,
      places.kernel.at,
      places.recurrent.at,
      gates.at,
      hidden.at,
      places.dy.at,
      needsDx ? dx.at : 0,
      at,
      at + 4 * F * 3 * units,
      at + 4 * (F + units) * 3 * units,
      places.scratch[thread],
    ]),
  );
  const sums = total(places.sums.map(({ view }) => view));
  const partsOf = (first: number, count: number) => collect(sums.subarray(first * units), count, H, units);
  const dParts = partsOf(3 * (F + units), 4);
  return [
    dx.view.subarray(0, needsDx ? B * T * F : 0),
    candidateLast(partsOf(0, 3 * F), F, H),
    partsOf(3 * F, 3 * H),
    candidateLast(dParts.subarray(0, 3 * H), 1, H),
    dParts.subarray(H),
  ];
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
