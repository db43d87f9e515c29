import * as tf from '@tensorflow/tfjs-core';
import { glorotUniform } from '../../nn/initializers';
import { lstmLast, lstm as lstmSteps } from '../../ops/lstm';
import { defineEncoder } from '../encoder';
import { type Cell, RECURRENT_SPACE, RecurrentEncoder, recurrentSchema } from '../recurrent';

/**
 * Long short-term memory (Hochreiter and Schmidhuber, Neural Computation 1997), with gates i, f, c, o:
 *
 *   i, f, o = σ(x W + h U + b),  c' = f ∘ c + i ∘ tanh(x W + h U + b),  h' = o ∘ tanh(c')
 *
 * The forget gate's bias starts at 1 (Jozefowicz et al., ICML 2015).
 */
export const lstmCell: Cell<'kernel' | 'recurrent' | 'bias'> = {
  weights: (features, units, random) => ({
    kernel: glorotUniform([features, 4 * units], random),
    recurrent: glorotUniform([units, 4 * units], random),
    bias: tf.tensor1d(new Float32Array(4 * units).fill(1, units, 2 * units)),
  }),
  steps: (x, mask, { kernel, recurrent, bias }) =>
    lstmSteps(x, mask, kernel as tf.Tensor2D, recurrent as tf.Tensor2D, bias as tf.Tensor1D),
  last: (x, mask, { kernel, recurrent, bias }) =>
    lstmLast(x, mask, kernel as tf.Tensor2D, recurrent as tf.Tensor2D, bias as tf.Tensor1D),
};

export const lstm = defineEncoder({
  name: 'lstm',
  summary: 'long short-term memory, of one or several layers and directions',
  options: recurrentSchema,
  space: RECURRENT_SPACE,
  build: (options, features, random) => new RecurrentEncoder(lstmCell, features, options, random),
});
