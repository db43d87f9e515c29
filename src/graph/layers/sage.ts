import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import { type GraphLayerKind, MessagePassing } from '../messagePassing';

/**
 * GraphSAGE with the mean aggregator (Hamilton, Ying and Leskovec, NeurIPS 2017):
 *
 *   x_i' = W₁ x_i + b + W₂ mean_{j ∈ N(i)} x_j
 *
 * The mean is weighted by the edges. It is taken of x where x is no wider than the output, else of W₂ x: so fewer
 * numbers travel along the edges. [N, F] → [N, width]
 */
class Sage extends MessagePassing {
  private readonly self: Dense;
  private readonly neighbours: tf.Variable;
  private readonly isWidening: boolean;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.isWidening = features <= width;
    this.self = this.part('self', new Dense(features, width, random));
    this.neighbours = this.weight('neighbours', glorotUniform([features, width], random));
  }

  protected override message(x: tf.Tensor2D): tf.Tensor2D {
    return this.isWidening ? x : tf.matMul(x, this.neighbours as tf.Tensor2D);
  }

  protected update(arrived: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
    const others = this.isWidening ? tf.matMul(arrived, this.neighbours as tf.Tensor2D) : arrived;
    return tf.add(this.self.call(x), others);
  }
}

export const sage: GraphLayerKind = {
  name: 'sage',
  build: (features, width, random) => new Sage(features, width, random),
};
