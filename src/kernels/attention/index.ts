import type { Csr } from '../../base/csr';
import { compiledKernels } from '../compiled';
import { attendBackCompiled, attendCompiled } from './compiled';
import { attendBackPlain, attendPlain } from './plain';
import type { AttentionGradient, AttentionInputs, AttentionTape } from './types';

/** The forward pass of attention along edges; y may lie in the kernels' memory, which their next call overwrites. */
export function attendForward(csr: Csr, inputs: AttentionInputs): AttentionTape {
  const kernels = compiledKernels();
  return kernels ? attendCompiled(kernels, csr, inputs) : attendPlain(csr, inputs);
}

/** The backward pass; the gradients may lie in the kernels' memory too. @param dy [rows, H·D] */
export function attendBackward(
  csr: Csr,
  dy: Float32Array,
  inputs: AttentionInputs,
  tape: AttentionTape,
): AttentionGradient {
  const kernels = compiledKernels();
  return kernels ? attendBackCompiled(kernels, csr, dy, inputs, tape) : attendBackPlain(csr, dy, inputs, tape);
}
