import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import { attend } from '../../ops/attention';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';
import { checkHeads } from './heads';

/**
 * Graph attention network (Veličković et al., ICLR 2018), with heads side by side:
 *
 *   x_t' = b + Σ_{s → t, t → t} α_ts W x_s,  α_ts = softmax_s LeakyReLU(a · W x_t + a' · W x_s)
 *
 * Weights of edges are not read.
 */
class Gat extends MessagePassing {
  override readonly obeysEdgeMask = false;
  private readonly transform: tf.Variable;
  private readonly receiver: tf.Variable;
  private readonly sender: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly heads: number,
    random: Random,
  ) {
    super();
    checkHeads('gat', heads, outChannels);
    const shape: [number, number] = [heads, outChannels / heads];
    this.transform = this.weight('transform', glorotUniform([inChannels, outChannels], random));
    this.receiver = this.weight('receiver', glorotUniform(shape, random));
    this.sender = this.weight('sender', glorotUniform(shape, random));
    this.bias = this.weight('bias', tf.zeros([outChannels]));
  }

  override call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    const senders = tf.matMul(source, this.transform as tf.Tensor2D) as tf.Tensor2D;
    // All dot products in one: a product with a matrix is far cheaper here than sums over heads.
    if (source === target) {
      const vectors = tf.concat([this.perHead(this.receiver), this.perHead(this.sender)], 1) as tf.Tensor2D;
      const [received, sent] = tf.split<tf.Tensor2D>(tf.matMul(senders, vectors), 2, 1);
      return this.update(attend(block.looped, received, sent, senders));
    }
    const receivers = tf.matMul(target, this.transform as tf.Tensor2D) as tf.Tensor2D;
    const received = tf.matMul(receivers, this.perHead(this.receiver)) as tf.Tensor2D;
    const sent = tf.matMul(senders, this.perHead(this.sender)) as tf.Tensor2D;
    return this.update(attend(block.looped, received, sent, senders));
  }

  /** A vector for each head, [heads, D], as a matrix that multiplies all heads: [heads·D, heads], by blocks. */
  private perHead(vectors: tf.Variable): tf.Tensor2D {
    const blocks = tf.mul(tf.expandDims(vectors, 2), tf.expandDims(tf.eye(this.heads), 1));
    return tf.reshape(blocks, [this.outChannels, this.heads]);
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return tf.add(arrived, this.bias);
  }
}

export const gat = defineGraphLayer({
  name: 'gat',
  summary: 'graph attention',
  options: z.strictObject({ heads: z.number().int().positive().default(4) }),
  space: { heads: { choices: [1, 2, 4] } },
  build: ({ heads }, inChannels, outChannels, random) => new Gat(inChannels, outChannels, heads, random),
});
