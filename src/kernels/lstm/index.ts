import { recurrentKernels } from '../recurrent/layout';
import type { RecurrentInputs, RecurrentPass } from '../recurrent/types';
import { backwardCompiled, forwardCompiled } from './compiled';
import { backwardPlain, forwardPlain } from './plain';

/** The forward pass of an LSTM layer (see `lstm` in src/ops), by the compiled kernel where there is one. */
export function lstmForward(inputs: RecurrentInputs): RecurrentPass {
  const kernels = recurrentKernels();
  if (kernels) {
    const hidden = forwardCompiled(kernels, inputs);
    return { hidden, backward: (dy, needsDx) => backwardCompiled(kernels, dy, inputs, needsDx) };
  }
  const tape = forwardPlain(inputs);
  return { hidden: tape.hidden, backward: (dy) => backwardPlain(dy, tape, inputs) };
}
