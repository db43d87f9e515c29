import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import { spmmMax } from '../../ops/sparseMax';
import { type GraphLayerKind, MessagePassing, type Neighbours } from '../messagePassing';

/**
 * GraphSAGE with the pooling aggregator (Hamilton, Ying and Leskovec, NeurIPS 2017):
 *
 *   x_i' = W₁ x_i + b + W₂ max_{j ∈ N(i)} ReLU(P x_j + c)
 *
 * with the maximum by columns, as many as x has; 0 where there is no neighbour. Weights of edges are not read.
 * [N, F] → [N, width]
 */
class SagePool extends MessagePassing {
  private readonly self: Dense;
  private readonly pool: Dense;
  private readonly neighbours: tf.Variable;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.self = this.part('self', new Dense(features, width, random));
    this.pool = this.part('pool', new Dense(features, features, random, 'relu'));
    this.neighbours = this.weight('neighbours', glorotUniform([features, width], random));
  }

  protected override message(x: tf.Tensor2D): tf.Tensor2D {
    return this.pool.call(x);
  }

  protected override aggregate(messages: tf.Tensor2D, graph: Neighbours): tf.Tensor2D {
    return spmmMax(graph.adjacency, messages);
  }

  protected update(arrived: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(x), tf.matMul(arrived, this.neighbours as tf.Tensor2D));
  }
}

export const sagePool: GraphLayerKind = {
  name: 'sage-pool',
  build: (features, width, random) => new SagePool(features, width, random),
};
