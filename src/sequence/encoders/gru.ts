import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import { gruLast } from '../../ops/gru';
import { type EncoderKind, SequenceEncoder } from '../encoder';

/**
 * Gated recurrent unit (Cho et al., EMNLP 2014) in the form that applies the reset gate after the product (as
 * PyTorch and Keras have it); the encoding is the hidden state after the last step. Parts r, z, n:
 *
 *   r, z = σ(x W + b + h U + c),  n = tanh(x W + b + r ∘ (h U + c)),  h' = (1 − z) ∘ n + z ∘ h
 */
class Gru extends SequenceEncoder {
  private readonly kernel: tf.Variable;
  private readonly recurrent: tf.Variable;
  private readonly bias: tf.Variable;
  private readonly recurrentBias: tf.Variable;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.kernel = this.weight('kernel', glorotUniform([features, 3 * width], random));
    this.recurrent = this.weight('recurrent', glorotUniform([width, 3 * width], random));
    this.bias = this.weight('bias', tf.zeros([3 * width]));
    this.recurrentBias = this.weight('recurrentBias', tf.zeros([3 * width]));
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
    return gruLast(
      steps,
      mask,
      this.kernel as tf.Tensor2D,
      this.recurrent as tf.Tensor2D,
      this.bias as tf.Tensor1D,
      this.recurrentBias as tf.Tensor1D,
    );
  }
}

export const gruEncoder: EncoderKind = {
  name: 'gru',
  build: (features, width, random) => new Gru(features, width, random),
};
