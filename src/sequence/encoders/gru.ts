import * as tf from '@tensorflow/tfjs-core';
import { glorotUniform } from '../../nn/initializers';
import { gruLast, gru as gruSteps } from '../../ops/gru';
import { defineEncoder } from '../encoder';
import { type Cell, RECURRENT_SPACE, RecurrentEncoder, recurrentSchema } from '../recurrent';

/**
 * Gated recurrent unit (Cho et al., EMNLP 2014) in the form that applies the reset gate after the product (as PyTorch
 * and Keras have it), with parts r, z, n:
 *
 *   r, z = σ(x W + b + h U + c),  n = tanh(x W + b + r ∘ (h U + c)),  h' = (1 − z) ∘ n + z ∘ h
 */
const gruCell: Cell<'kernel' | 'recurrent' | 'bias' | 'recurrentBias'> = {
  weights: (features, units, random) => ({
    kernel: glorotUniform([features, 3 * units], random),
    recurrent: glorotUniform([units, 3 * units], random),
    bias: tf.zeros([3 * units]),
    recurrentBias: tf.zeros([3 * units]),
  }),
  steps: (x, mask, weights) => gruSteps(x, mask, ...ordered(weights)),
  last: (x, mask, weights) => gruLast(x, mask, ...ordered(weights)),
};

function ordered({
  kernel,
  recurrent,
  bias,
  recurrentBias,
}: Record<'kernel' | 'recurrent' | 'bias' | 'recurrentBias', tf.Tensor>) {
  return [kernel as tf.Tensor2D, recurrent as tf.Tensor2D, bias as tf.Tensor1D, recurrentBias as tf.Tensor1D] as const;
}

export const gru = defineEncoder({
  name: 'gru',
  summary: 'gated recurrent unit, of one or several layers and directions',
  options: recurrentSchema,
  space: RECURRENT_SPACE,
  build: (options, features, random) => new RecurrentEncoder(gruCell, features, options, random),
});
