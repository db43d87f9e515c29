import { recurrentKernels } from '../recurrent/layout';
import type { RecurrentPass } from '../recurrent/types';
import { backwardCompiled, forwardCompiled } from './compiled';
import { backwardPlain, forwardPlain } from './plain';
import type { GruInputs } from './types';

/** The forward pass of a GRU layer (see `gru` in src/ops), by the compiled kernel where there is one. */
export function gruForward(inputs: GruInputs): RecurrentPass {
  const kernels = recurrentKernels();
  if (kernels) {
    const hidden = forwardCompiled(kernels, inputs);
    return { hidden, backward: (dy, needsDx) => backwardCompiled(kernels, dy, inputs, needsDx) };
  }
  const tape = forwardPlain(inputs);
  return { hidden: tape.hidden, backward: (dy) => backwardPlain(dy, tape, inputs) };
}
