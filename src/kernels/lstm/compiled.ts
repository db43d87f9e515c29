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
import type { RecurrentGradients, RecurrentInputs } from '../recurrent/types';

const CELLS = { parts: 4, cells: 1 };

/**
 * The forward pass by the compiled kernel: hidden states [B, T, H], which may lie in the kernels' memory, where the
 * next call overwrites them.
 */
export function forwardCompiled(kernels: Kernels, inputs: RecurrentInputs): Float32Array {
  const { mask, kernel, recurrent, bias, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeForward(kernels, inputs, layout, CELLS);
  placeSteps(places.x.view, places.mask.view, inputs);
  orderByLength(mask, B, T, places.order.view);
  pack(places.kernel.view, kernel, [F, F], [4, H, units]);
  pack(places.recurrent.view, recurrent, [H, units], [4, H, units]);
  spread(places.bias.view, bias, 4, H, units);
  const { x, order, gates, hidden, cell } = places;
  kernels.runEach(
    'lstmForward',
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
      cell.at,
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
  inputs: RecurrentInputs,
  needsDx = true,
): RecurrentGradients {
  if (!hasForward(kernels, inputs)) forwardCompiled(kernels, inputs);
  const { kernel, recurrent, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeBoth(kernels, inputs, layout, CELLS);
  packTransposed(places.kernel.view, kernel, F, [4, H, units]);
  packTransposed(places.recurrent.view, recurrent, H, [4, H, units]);
  spread(places.dy.view, dy, B * T, H, units);
  if (needsDx) places.dx.view.fill(0);
  for (const { view } of places.sums) view.fill(0);
  const { x, mask, order, gates, hidden, cell, dx } = places;
  kernels.runEach(
    'lstmBackward',
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
      cell.at,
      places.dy.at,
      needsDx ? dx.at : 0,
      at,
      at + 4 * F * 4 * units,
      at + 4 * (F + units) * 4 * units,
      places.scratch[thread],
    ]),
  );
  const sums = total(places.sums.map(({ view }) => view));
  const rowsOf = (first: number, count: number) => collect(sums.subarray(first * 4 * units), count * 4, H, units);
  return [dx.view.subarray(0, needsDx ? B * T * F : 0), rowsOf(0, F), rowsOf(F, H), rowsOf(F + units, 1)];
}
