import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import { attend } from '../../ops/attention';
import { type GraphLayerKind, MessagePassing, type Neighbours } from '../messagePassing';

/** Of these the first that divides the width. */
const HEADS = [4, 3, 2, 1];

/**
 * Graph attention network (Veličković et al., ICLR 2018): with heads side by side,
 *
 *   x_i' = b + Σ_{j ∈ N(i) ∪ {i}} α_ij W x_j,  α_ij = softmax_j LeakyReLU(a · W x_i + a' · W x_j)
 *
 * Weights of edges are not read. [N, F] → [N, width]
 */
class Gat extends MessagePassing {
  private readonly heads: number;
  private readonly transform: tf.Variable;
  private readonly receiver: tf.Variable;
  private readonly sender: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(
    features: number,
    readonly width: number,
    random: Random,
  ) {
    super();
    this.heads = HEADS.find((heads) => width % heads === 0) ?? 1;
    const shape: [number, number] = [this.heads, width / this.heads];
    this.transform = this.weight('transform', glorotUniform([features, width], random));
    this.receiver = this.weight('receiver', glorotUniform(shape, random));
    this.sender = this.weight('sender', glorotUniform(shape, random));
    this.bias = this.weight('bias', tf.zeros([width]));
  }

  protected override message(x: tf.Tensor2D): tf.Tensor2D {
    return tf.matMul(x, this.transform as tf.Tensor2D);
  }

  protected override aggregate(messages: tf.Tensor2D, graph: Neighbours): tf.Tensor2D {
    // All dot products in one: a product with a matrix is far cheaper here than sums over heads.
    const vectors = tf.concat([this.perHead(this.receiver), this.perHead(this.sender)], 1) as tf.Tensor2D;
    const [receivers, senders] = tf.split<tf.Tensor2D>(tf.matMul(messages, vectors), 2, 1);
    return attend(graph.looped, receivers, senders, messages);
  }

  /** A vector for each head, [heads, D], as a matrix that multiplies all heads: [heads·D, heads], by blocks. */
  private perHead(vectors: tf.Variable): tf.Tensor2D {
    const blocks = tf.mul(tf.expandDims(vectors, 2), tf.expandDims(tf.eye(this.heads), 1));
    return tf.reshape(blocks, [this.width, this.heads]);
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return tf.add(arrived, this.bias);
  }
}

export const gat: GraphLayerKind = {
  name: 'gat',
  build: (features, width, random) => new Gat(features, width, random),
};
