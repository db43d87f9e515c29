import type { LstmGradient, LstmInputs } from '../ops/lstm';
import type { Kernels } from './compiled';
import {
  byLength,
  collect,
  isSettled,
  layoutOf,
  pad,
  panels,
  panelsTransposed,
  ROWS,
  settle,
  spread,
  total,
} from './recurrentLayout';
import { placeBoth, placeForward } from './recurrentPlaces';

const CELLS = { parts: 4, cells: 1 };

/**
 * The forward pass by the compiled kernel: hidden states [B, T, H], which may lie in the kernels' memory, where the
 * next call overwrites them.
 */
export function forwardCompiled(kernels: Kernels, inputs: LstmInputs): Float32Array {
  const { x, mask, kernel, recurrent, bias, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeForward(kernels, inputs, layout, CELLS);
  pad(places.x.view, x);
  pad(places.mask.view, mask);
  byLength(mask, B, T, places.order.view);
  panels(places.kernel.view, kernel, [F, F], [4, H, units]);
  panels(places.recurrent.view, recurrent, [H, units], [4, H, units]);
  spread(places.bias.view, bias, 4, H, units);
  const { gates, hidden, cell } = places;
  const given = [places.x, places.mask, places.order, places.kernel, places.recurrent, places.bias];
  kernels.runEach(
    'lstmForward',
    places.scratch.map((scratch, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...[...given, gates, hidden, cell].map(({ at }) => at),
      scratch,
    ]) as Parameters<Kernels['run']['lstmForward']>[],
  );
  settle(kernels, inputs);
  return collect(hidden.view, B * T, H, units);
}

/**
 * The backward pass by the compiled kernel, after the forward pass again where another has overwritten what it
 * left. What is returned may lie in the kernels' memory, which the next call overwrites.
 * @param dy [B, T, H]
 * @param ofX whether dx is asked for; it is empty otherwise
 */
export function backwardCompiled(kernels: Kernels, dy: Float32Array, inputs: LstmInputs, ofX = true): LstmGradient {
  if (!isSettled(kernels, inputs)) forwardCompiled(kernels, inputs);
  const { kernel, recurrent, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeBoth(kernels, inputs, layout, CELLS);
  panelsTransposed(places.kernel.view, kernel, F, [4, H, units]);
  panelsTransposed(places.recurrent.view, recurrent, H, [4, H, units]);
  spread(places.dy.view, dy, B * T, H, units);
  if (ofX) places.dx.view.fill(0);
  for (const { view } of places.sums) view.fill(0);
  const { gates, hidden, cell, dx } = places;
  const given = [places.x, places.mask, places.order, places.kernel, places.recurrent];
  kernels.runEach(
    'lstmBackward',
    places.sums.map(({ at }, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...[...given, gates, hidden, cell, places.dy].map((array) => array.at),
      ofX ? dx.at : 0,
      ...[at, at + 4 * F * 4 * units, at + 4 * (F + units) * 4 * units, places.scratch[thread]],
    ]) as Parameters<Kernels['run']['lstmBackward']>[],
  );
  const sums = total(places.sums.map(({ view }) => view));
  const rowsOf = (first: number, count: number) => collect(sums.subarray(first * 4 * units), count * 4, H, units);
  return {
    dx: dx.view.subarray(0, ofX ? B * T * F : 0),
    dKernel: rowsOf(0, F),
    dRecurrent: rowsOf(F, H),
    dBias: rowsOf(F + units, 1),
  };
}
