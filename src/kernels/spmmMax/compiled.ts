import type { Csr } from '../../base/csr';
import type { Kernels } from '../compiled';
import { PARALLEL, runByRows } from '../rows';
import type { NeighbourMaximum } from './types';

/** The forward pass by the compiled kernel; y lies in its memory, which the next call overwrites. */
export function maxCompiled(kernels: Kernels, csr: Csr, x: Float32Array, D: number): NeighbourMaximum {
  const { rows, offsets, columns } = csr;
  kernels.reserve(offsets.length + columns.length + x.length + 2 * rows * D, 5);
  const y = kernels.floats(rows * D);
  const argmax = kernels.ints(rows * D);
  runByRows(kernels, 'spmmMax', csr, D, [
    D,
    kernels.int(offsets),
    kernels.int(columns),
    kernels.float(x),
    y.at,
    argmax.at,
  ]);
  return { y: y.view, argmax: argmax.view.slice() };
}

/** The backward pass by the compiled kernel; dx lies in its memory. @param dy [rows, D] */
export function maxBackCompiled(
  kernels: Kernels,
  { rows, cols }: Csr,
  dy: Float32Array,
  argmax: Int32Array,
  D: number,
): Float32Array {
  kernels.reserve(2 * rows * D + cols * D, 3);
  const dx = kernels.floats(cols * D);
  dx.view.fill(0);
  const pointers = [kernels.int(argmax), kernels.float(dy), dx.at] as const;
  const parts = rows * D < PARALLEL ? 1 : Math.min(kernels.threads, D);
  const start = (part: number) => Math.floor((part * D) / parts);
  kernels.runEach(
    'spmmMaxBack',
    Array.from({ length: parts }, (_, part) => [start(part), start(part + 1), rows, D, ...pointers]),
  );
  return dx.view;
}
