import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import { lstmLast } from '../../ops/lstm';
import { type EncoderKind, SequenceEncoder } from '../encoder';

/**
 * Long short-term memory (Hochreiter and Schmidhuber, Neural Computation 1997); the encoding is the
 * hidden state after the last step. Gates i, f, c, o:
 *
 *   i, f, o = σ(x W + h U + b),  c' = f ∘ c + i ∘ tanh(x W + h U + b),  h' = o ∘ tanh(c')
 *
 * The forget gate's bias starts at 1 (Jozefowicz et al., ICML 2015).
 */
class Lstm extends SequenceEncoder {
  private readonly kernel: tf.Variable;
  private readonly recurrent: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.kernel = this.weight('kernel', glorotUniform([features, 4 * width], random));
    this.recurrent = this.weight('recurrent', glorotUniform([width, 4 * width], random));
    this.bias = this.weight('bias', tf.tensor1d(new Float32Array(4 * width).fill(1, width, 2 * width)));
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D {
    return lstmLast(steps, mask, this.kernel as tf.Tensor2D, this.recurrent as tf.Tensor2D, this.bias as tf.Tensor1D);
  }
}

export const lstmEncoder: EncoderKind = {
  name: 'lstm',
  build: (features, width, random) => new Lstm(features, width, random),
};
