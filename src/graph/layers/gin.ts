import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/** Graph isomorphism network (Xu et al., ICLR 2019): x_t' = ReLU(W ((1 + ε) x_t + Σ_{s → t} a_ts x_s) + b), ε learned. */
class Gin extends MessagePassing {
  private readonly epsilon = this.weight('epsilon', tf.scalar(0));
  private readonly dense: Dense;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    random: Random,
  ) {
    super();
    this.dense = this.part('dense', new Dense(inChannels, outChannels, random, 'relu'));
  }

  protected override aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    return this.sum(block.plain, messages);
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return this.dense.call(tf.add(tf.mul(target, tf.add(1, this.epsilon)), arrived));
  }
}

export const gin = defineGraphLayer({
  name: 'gin',
  summary: 'graph isomorphism network, sum over the neighbours',
  options: NO_OPTIONS,
  build: (_, inChannels, outChannels, random) => new Gin(inChannels, outChannels, random),
});
