import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Random } from '../../base/random';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/**
 * Graph convolutional network (Kipf and Welling, ICLR 2017):
 *
 *   x_t' = b + W Σ_{s → t, t → t} a_ts x_s / √(d_t c_s),  a_tt = 1,  d_t = Σ_s a_ts,  c_s = Σ_t a_ts
 *
 * with a_ts the weight of the edge. The sum is taken of x where x has no more columns than the output, else of W x: so
 * fewer numbers travel along the edges.
 */
class Gcn extends MessagePassing {
  private readonly kernel: tf.Variable;
  private readonly bias: tf.Variable;
  private readonly isWidening: boolean;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    random: Random,
  ) {
    super();
    this.isWidening = inChannels <= outChannels;
    this.kernel = this.weight('kernel', glorotUniform([inChannels, outChannels], random));
    this.bias = this.weight('bias', tf.zeros([outChannels]));
  }

  protected override message(source: tf.Tensor2D): tf.Tensor2D {
    return this.isWidening ? source : tf.matMul(source, this.kernel as tf.Tensor2D);
  }

  protected override aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    return this.sum(block.symmetric, messages);
  }

  protected update(arrived: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.isWidening ? tf.matMul(arrived, this.kernel as tf.Tensor2D) : arrived, this.bias);
  }
}

export const gcn = defineGraphLayer({
  name: 'gcn',
  summary: 'graph convolution, sum normalised by degrees',
  options: NO_OPTIONS,
  build: (_, inChannels, outChannels, random) => new Gcn(inChannels, outChannels, random),
});
