import type { Csr } from '../../base/csr';
import { compiledKernels, type Kernels } from './compiled';

/** A x on plain arrays: [A.cols × D] → [A.rows × D]. */
export function multiplySparse(csr: Csr, x: Float32Array, D: number): Float32Array {
  const kernels = compiledKernels();
  return kernels ? multiply(kernels, csr, x, D) : multiplyPlain(csr, x, D);
}

/** The same by the compiled kernel. */
export function multiply(kernels: Kernels, csr: Csr, x: Float32Array, D: number): Float32Array {
  return multiplyInPlace(kernels, csr, x, D).slice();
}

/** The product where the kernel left it: the next call overwrites it. */
export function multiplyInPlace(
  kernels: Kernels,
  { rows, offsets, columns, values }: Csr,
  x: Float32Array,
  D: number,
): Float32Array {
  kernels.reserve(offsets.length + 2 * columns.length + x.length + rows * D, 5);
  const y = kernels.floats(rows * D);
  const pointers = [kernels.int(offsets), kernels.int(columns), kernels.float(values), kernels.float(x), y.at] as const;
  const ends = evenRows(offsets, columns.length * D < PARALLEL ? 1 : kernels.threads);
  kernels.runEach(
    'spmm',
    ends.map((end, i) => [i ? ends[i - 1] : 0, end, D, ...pointers]),
  );
  return y.view;
}

/** Fewer multiplications than this are done before other threads have woken. */
export const PARALLEL = 500_000;

/** Cuts the rows into parts of about equally many entries: where each part ends. */
export function evenRows(offsets: Int32Array, parts: number): number[] {
  const rows = offsets.length - 1;
  const ends: number[] = [];
  let row = 0;
  for (let part = 1; part < parts; part++) {
    while (row < rows && offsets[row] < (offsets[rows] * part) / parts) row++;
    ends.push(row);
  }
  return [...ends, rows];
}

/** And in plain TypeScript: the reference. */
export function multiplyPlain({ rows, offsets, columns, values }: Csr, x: Float32Array, D: number): Float32Array {
  const y = new Float32Array(rows * D);
  for (let i = 0; i < rows; i++) {
    const to = i * D;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const value = values[e];
      const from = columns[e] * D;
      for (let d = 0; d < D; d++) y[to + d] += value * x[from + d];
    }
  }
  return y;
}
