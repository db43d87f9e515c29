import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { spmm } from '../../ops/sparse';
import { type GraphLayerKind, MessagePassing, type Neighbours } from '../messagePassing';

/** Graph isomorphism network (Xu et al., ICLR 2019): x_i' = ReLU(W ((1 + ε) x_i + Σ_{j ∈ N(i)} x_j) + b), ε learned. */
class Gin extends MessagePassing {
  private readonly epsilon = this.weight('epsilon', tf.scalar(0));
  private readonly dense: Dense;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.dense = this.part('dense', new Dense(features, width, random, 'relu'));
  }

  protected override aggregate(messages: tf.Tensor2D, graph: Neighbours): tf.Tensor2D {
    return spmm(graph.adjacency, messages);
  }

  protected update(arrived: tf.Tensor2D, x: tf.Tensor2D): tf.Tensor2D {
    return this.dense.call(tf.add(tf.mul(x, tf.add(1, this.epsilon)), arrived));
  }
}

export const gin: GraphLayerKind = {
  name: 'gin',
  build: (features, width, random) => new Gin(features, width, random),
};
