import type { Csr } from '../../base/csr';
import type { Kernels } from '../compiled';
import { runByRows } from '../rows';

/** Where x has more numbers, caches hold too little of it. */
const CACHED = 4 * 2 ** 20;

/** Narrower rows arrive from memory in time without help: the processor looks that far ahead. */
const WIDE = 64;

/** Whether the kernel should load rows of D numbers into the cache before it uses them. @param size numbers in x */
export function shouldPrefetch(D: number, size: number): boolean {
  return D >= WIDE && size > CACHED;
}

/** A x by the compiled kernel, where the kernel left it: its next call overwrites it. */
export function multiplyCompiled(kernels: Kernels, csr: Csr, x: Float32Array, D: number): Float32Array {
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
    shouldPrefetch(D, x.length),
  ]);
  return y.view;
}
