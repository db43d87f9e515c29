import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import { spmm } from '../../ops/sparse';
import { type GraphLayerKind, MessagePassing, type Neighbours } from '../messagePassing';

/**
 * Graph convolutional network (Kipf and Welling, ICLR 2017):
 *
 *   x_i' = b + W Σ_{j ∈ N(i) ∪ {i}} a_ij x_j / √(d_i d_j),  a_ii = 1,  d_i = Σ_j a_ij
 *
 * with a_ij the weight of the edge. The sum is taken of x where x is no wider than the output, else of W x: so
 * fewer numbers travel along the edges. [N, F] → [N, width]
 */
class Gcn extends MessagePassing {
  private readonly kernel: tf.Variable;
  private readonly bias: tf.Variable;
  private readonly isWidening: boolean;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.isWidening = features <= width;
    this.kernel = this.weight('kernel', glorotUniform([features, width], random));
    this.bias = this.weight('bias', tf.zeros([width]));
  }

  protected override message(x: tf.Tensor2D): tf.Tensor2D {
    return this.isWidening ? x : tf.matMul(x, this.kernel as tf.Tensor2D);
  }

  protected override aggregate(messages: tf.Tensor2D, graph: Neighbours): tf.Tensor2D {
    return spmm(graph.symmetric, messages);
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.isWidening ? tf.matMul(arrived, this.kernel as tf.Tensor2D) : arrived, this.bias);
  }
}

export const gcn: GraphLayerKind = {
  name: 'gcn',
  build: (features, width, random) => new Gcn(features, width, random),
};
