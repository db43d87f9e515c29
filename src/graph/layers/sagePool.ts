import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import { spmmMax } from '../../ops/sparseMax';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/**
 * GraphSAGE with the pooling aggregator (Hamilton, Ying and Leskovec, NeurIPS 2017):
 *
 *   x_t' = W₁ x_t + b + W₂ max_{s → t} ReLU(P x_s + c)
 *
 * with the maximum by columns, as many as x has; 0 where there is no neighbour. Weights of edges are not read.
 */
class SagePool extends MessagePassing {
  override readonly obeysEdgeMask = false;
  private readonly self: Dense;
  private readonly pool: Dense;
  private readonly neighbours: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    random: Random,
  ) {
    super();
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    this.pool = this.part('pool', new Dense(inChannels, inChannels, random, 'relu'));
    this.neighbours = this.weight('neighbours', glorotUniform([inChannels, outChannels], random));
  }

  protected override message(source: tf.Tensor2D): tf.Tensor2D {
    return this.pool.call(source);
  }

  protected override aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    return spmmMax(block.adjacency, messages);
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(target), tf.matMul(arrived, this.neighbours as tf.Tensor2D));
  }
}

export const sagePool = defineGraphLayer({
  name: 'sage-pool',
  summary: 'GraphSAGE, maximum over the neighbours',
  options: NO_OPTIONS,
  build: (_, inChannels, outChannels, random) => new SagePool(inChannels, outChannels, random),
});
