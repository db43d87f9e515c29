import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { Edges, headProducts, weighHeads } from '../edges';
import { defineGraphLayer, MessagePassing } from '../messagePassing';
import { checkHeads } from './heads';

/**
 * Graph attention whose order of neighbours may differ from target to target (GATv2; Brody, Alon and Yahav, ICLR 2022),
 * with heads side by side:
 *
 *   x_t' = b + Σ_{s → t, t → t} α_ts W x_s,  α_ts = softmax_s a · LeakyReLU(V x_t + W x_s)
 *
 * Weights of edges are not read. It takes a row of memory an edge, which GAT does not.
 */
class GatV2 extends MessagePassing {
  private readonly sender: tf.Variable;
  private readonly receiver: tf.Variable;
  private readonly attention: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly heads: number,
    random: Random,
  ) {
    super();
    checkHeads('gatv2', heads, outChannels);
    this.sender = this.weight('sender', glorotUniform([inChannels, outChannels], random));
    this.receiver = this.weight('receiver', glorotUniform([inChannels, outChannels], random));
    this.attention = this.weight('attention', glorotUniform([heads, outChannels / heads], random));
    this.bias = this.weight('bias', tf.zeros([outChannels]));
  }

  override call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    const edges = new Edges(block.looped);
    const sent = edges.ofSenders(tf.matMul(source, this.sender as tf.Tensor2D));
    const received = edges.ofReceivers(tf.matMul(target, this.receiver as tf.Tensor2D));
    const vector = tf.reshape(this.attention, [this.outChannels]);
    const shares = edges.softmax(
      headProducts(tf.leakyRelu(tf.add(sent, received), 0.2), vector, this.heads),
      this.edgeMask,
    );
    return this.update(edges.sum(weighHeads(sent, shares)));
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return tf.add(arrived, this.bias);
  }
}

export const gatv2 = defineGraphLayer({
  name: 'gatv2',
  summary: 'graph attention in which each target may rank its neighbours its own way',
  options: z.strictObject({ heads: z.number().int().positive().default(4) }),
  space: { heads: { choices: [1, 2, 4] } },
  build: ({ heads }, inChannels, outChannels, random) => new GatV2(inChannels, outChannels, heads, random),
});
