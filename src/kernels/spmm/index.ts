import type { Csr } from '../../base/csr';
import { compiledKernels } from '../compiled';
import { multiplyCompiled } from './compiled';
import { multiplyPlain } from './plain';

/** The product A x of a sparse and a dense matrix, [cols, D] → [rows, D]. */
export function multiplySparse(csr: Csr, x: Float32Array, D: number): Float32Array {
  const kernels = compiledKernels();
  return kernels ? multiplyCompiled(kernels, csr, x, D).slice() : multiplyPlain(csr, x, D);
}

/** The same, but perhaps as a view of the kernels' memory, which their next call overwrites. */
export function multiplySparseInPlace(csr: Csr, x: Float32Array, D: number): Float32Array {
  const kernels = compiledKernels();
  return kernels ? multiplyCompiled(kernels, csr, x, D) : multiplyPlain(csr, x, D);
}
