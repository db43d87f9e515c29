import type { GruGradient, GruInputs } from '../ops/gru';
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

const CELLS = { parts: 3, cells: 0 };

/**
 * The forward pass by the compiled kernel: hidden states [B, T, H], which may lie in the kernels' memory, where the
 * next call overwrites them.
 */
export function forwardCompiled(kernels: Kernels, inputs: GruInputs): Float32Array {
  const { x, mask, kernel, recurrent, bias, recurrentBias, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeForward(kernels, inputs, layout, CELLS);
  pad(places.x.view, x);
  pad(places.mask.view, mask);
  byLength(mask, B, T, places.order.view);
  panels(places.kernel.view, candidateFirst(kernel, F, H), [F, F], [3, H, units]);
  panels(places.recurrent.view, recurrent, [H, units], [3, H, units]);
  spread(places.bias.view, biasOfParts(bias, recurrentBias, H), 4, H, units);
  const { gates, hidden } = places;
  const given = [places.x, places.mask, places.order, places.kernel, places.recurrent, places.bias];
  kernels.runEach(
    'gruForward',
    places.scratch.map((scratch, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...[...given, gates, hidden].map(({ at }) => at),
      scratch,
    ]) as Parameters<Kernels['run']['gruForward']>[],
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
export function backwardCompiled(kernels: Kernels, dy: Float32Array, inputs: GruInputs, ofX = true): GruGradient {
  if (!isSettled(kernels, inputs)) forwardCompiled(kernels, inputs);
  const { kernel, recurrent, B, T, F, H } = inputs;
  const layout = layoutOf(kernels, inputs);
  const { rows, units, threads } = layout;
  const places = placeBoth(kernels, inputs, layout, CELLS);
  panelsTransposed(places.kernel.view, candidateFirst(kernel, F, H), F, [3, H, units]);
  panelsTransposed(places.recurrent.view, recurrent, H, [3, H, units]);
  spread(places.dy.view, dy, B * T, H, units);
  if (ofX) places.dx.view.fill(0);
  for (const { view } of places.sums) view.fill(0);
  const { gates, hidden, dx } = places;
  const given = [places.x, places.mask, places.order, places.kernel, places.recurrent];
  kernels.runEach(
    'gruBackward',
    places.sums.map(({ at }, thread) => [
      ...[ROWS * thread, ROWS * threads, rows, T, F, units],
      ...[...given, gates, hidden, places.dy].map((array) => array.at),
      ofX ? dx.at : 0,
      ...[at, at + 4 * F * 3 * units, at + 4 * (F + units) * 3 * units, places.scratch[thread]],
    ]) as Parameters<Kernels['run']['gruBackward']>[],
  );
  const sums = total(places.sums.map(({ view }) => view));
  const partsOf = (first: number, count: number) => collect(sums.subarray(first * units), count, H, units);
  const dParts = partsOf(3 * (F + units), 4);
  return {
    dx: dx.view.subarray(0, ofX ? B * T * F : 0),
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
