import * as tf from '@tensorflow/tfjs-core';
import type { Csr } from '../base/csr';
import { compiledKernels, type Kernels } from '../kernels/compiled';
import { PARALLEL, runByRows } from '../kernels/rows';
import { numbersOf, tensorOf } from './tensors';

/**
 * The largest x among the neighbours, column by column, with its gradient: y_i = max_{j ∈ N(i)} x_j. Rows of the
 * graph receive, columns send; the values of its entries are not read. A row without entries gives 0. The gradient
 * goes to the first of equals.
 * @param x [cols, D]
 * @returns [rows, D]
 */
export function spmmMax(csr: Csr, x: tf.Tensor2D): tf.Tensor2D {
  if (x.shape[0] !== csr.cols)
    throw new Error(`[${x.shape}] has no row for each column of a ${csr.rows} × ${csr.cols} graph`);
  const D = x.shape[1];
  const kernels = compiledKernels();
  const op = tf.customGrad((...args) => {
    const [input] = args as tf.Tensor[];
    const { y, winners } = kernels
      ? maximumCompiled(kernels, csr, numbersOf(input), D)
      : maximumPlain(csr, numbersOf(input), D);
    return {
      value: tensorOf(y, [csr.rows, D]),
      gradFunc: (dy: tf.Tensor) => {
        const change = numbersOf(dy);
        const dx = kernels
          ? maximumBackCompiled(kernels, csr, change, winners, D)
          : maximumBackPlain(csr, change, winners, D);
        return tensorOf<tf.Rank.R2>(dx, [csr.cols, D]);
      },
    };
  });
  return op(x) as tf.Tensor2D;
}

export interface Maximum {
  /** [rows, D] */
  readonly y: Float32Array;
  /** The neighbour that y was taken from, −1 where there was none, [rows, D] */
  readonly winners: Int32Array;
}

/** The forward pass by the compiled kernel; y lies where it left it, which the next call overwrites. */
export function maximumCompiled(kernels: Kernels, csr: Csr, x: Float32Array, D: number): Maximum {
  const { rows, offsets, columns } = csr;
  kernels.reserve(offsets.length + columns.length + x.length + 2 * rows * D, 5);
  const y = kernels.floats(rows * D);
  const winners = kernels.ints(rows * D);
  runByRows(kernels, 'maximum', csr, D, [
    D,
    kernels.int(offsets),
    kernels.int(columns),
    kernels.float(x),
    y.at,
    winners.at,
  ]);
  return { y: y.view, winners: winners.view.slice() };
}

/** The backward pass by the compiled kernel, where it left it. @param dy [rows, D] */
export function maximumBackCompiled(
  kernels: Kernels,
  { rows, cols }: Csr,
  dy: Float32Array,
  winners: Int32Array,
  D: number,
): Float32Array {
  kernels.reserve(2 * rows * D + cols * D, 3);
  const dx = kernels.floats(cols * D);
  dx.view.fill(0);
  const pointers = [kernels.int(winners), kernels.float(dy), dx.at] as const;
  const parts = rows * D < PARALLEL ? 1 : Math.min(kernels.threads, D);
  const start = (part: number) => Math.floor((part * D) / parts);
  kernels.runEach(
    'maximumBack',
    Array.from({ length: parts }, (_, part) => [start(part), start(part + 1), rows, D, ...pointers]),
  );
  return dx.view;
}

/** The forward pass in plain TypeScript: the reference. */
export function maximumPlain({ rows, offsets, columns }: Csr, x: Float32Array, D: number): Maximum {
  const y = new Float32Array(rows * D);
  const winners = new Int32Array(rows * D).fill(-1);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      for (let d = 0; d < D; d++) {
        const at = i * D + d;
        const value = x[columns[e] * D + d];
        const first = e === offsets[i];
        if (first || value > y[at]) winners[at] = columns[e];
        y[at] = first ? value : Math.max(y[at], value);
      }
  return { y, winners };
}

/** The backward pass in plain TypeScript. */
export function maximumBackPlain({ cols }: Csr, dy: Float32Array, winners: Int32Array, D: number): Float32Array {
  const dx = new Float32Array(cols * D);
  for (let at = 0; at < dy.length; at++) if (winners[at] >= 0) dx[winners[at] * D + (at % D)] += dy[at];
  return dx;
}
