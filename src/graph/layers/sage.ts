import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { Dense, glorotUniform } from '../../runtime/module';
import { type GraphLayerKind, MessagePassing } from '../messagePassing';

/**
 * GraphSAGE with the mean aggregator (Hamilton, Ying and Leskovec, NeurIPS 2017):
 *
 *   x_i' = W₁ x_i + b + mean_{j ∈ N(i)} W₂ x_j
 *
 * The mean is weighted by the edges. [N, F] → [N, width]
 */
class Sage extends MessagePassing {
  private readonly self: Dense;
  private readonly neighbours: tf.Variable;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.self = this.part('self', new Dense(features, width, random));
    this.neighbours = this.weight('neighbours', glorotUniform([features, width], random));
  }

  protected override message(x: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(x, this.neighbours as tf.Tensor2D);
  }

  protected update(arrived: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(x), arrived);
  }
}

export const sage: GraphLayerKind = {
  name: 'sage',
  build: (features, width, random) => new Sage(features, width, random),
};
