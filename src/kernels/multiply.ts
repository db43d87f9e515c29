import type { Csr } from '../base/csr';
import { compiledKernels, type Kernels } from './compiled';
import { runByRows } from './rows';

/** Where x has more numbers, caches hold too little of it. */
const CACHED = 4 * 2 ** 20;

/** Narrower rows come from memory in time by themselves: a processor looks ahead as far as it takes. */
const WIDE = 64;

/** Whether rows of D numbers are touched before they are worked on, as the kernel's argument. */
export function touchesAhead(D: number, numbers: number): 0 | 1 {
  return D >= WIDE && numbers > CACHED ? 1 : 0;
}

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
export function multiplyInPlace(kernels: Kernels, csr: Csr, x: Float32Array, D: number): Float32Array {
  const { rows, offsets, columns, values } = csr;
  kernels.reserve(offsets.length + 2 * columns.length + x.length + rows * D, 5);
  const y = kernels.floats(rows * D);
  runByRows(kernels, 'spmm', csr, D, [
    D,
    kernels.int(offsets),
    kernels.int(columns),
    kernels.float(values),
    kernels.float(x),
    y.at,
    touchesAhead(D, x.length),
  ]);
  return y.view;
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
