import type { Csr } from '../../base/csr';
import { compiledKernels } from '../compiled';
import { maxBackCompiled, maxCompiled } from './compiled';
import { maxBackPlain, maxPlain } from './plain';
import type { NeighbourMaximum } from './types';

/** The largest x among each row's neighbours, column by column; y may lie in the kernels' memory. @param x [cols, D] */
export function spmmMaxForward(csr: Csr, x: Float32Array, D: number): NeighbourMaximum {
  const kernels = compiledKernels();
  return kernels ? maxCompiled(kernels, csr, x, D) : maxPlain(csr, x, D);
}

/** The gradient by x, [cols, D], which may lie in the kernels' memory. @param dy [rows, D] */
export function spmmMaxBackward(csr: Csr, dy: Float32Array, argmax: Int32Array, D: number): Float32Array {
  const kernels = compiledKernels();
  return kernels ? maxBackCompiled(kernels, csr, dy, argmax, D) : maxBackPlain(csr, dy, argmax, D);
}
