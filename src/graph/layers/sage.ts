import * as tf from '@tensorflow/tfjs-core';
import { NO_OPTIONS } from '../../base/component';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/**
 * GraphSAGE with the mean aggregator (Hamilton, Ying and Leskovec, NeurIPS 2017):
 *
 *   x_t' = W₁ x_t + b + W₂ mean_{s → t} x_s
 *
 * The mean is weighted by the edges. It is taken of x where x has no more columns than the output, else of W₂ x: so
 * fewer numbers travel along the edges.
 */
class Sage extends MessagePassing {
  private readonly self: Dense;
  private readonly neighbours: tf.Variable;
  private readonly isWidening: boolean;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    random: Random,
  ) {
    super();
    this.isWidening = inChannels <= outChannels;
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    this.neighbours = this.weight('neighbours', glorotUniform([inChannels, outChannels], random));
  }

  protected override message(source: tf.Tensor2D): tf.Tensor2D {
    return this.isWidening ? source : tf.matMul(source, this.neighbours as tf.Tensor2D);
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    const others = this.isWidening ? tf.matMul(arrived, this.neighbours as tf.Tensor2D) : arrived;
    return tf.add(this.self.call(target), others);
  }
}

export const sage = defineGraphLayer({
  name: 'sage',
  summary: 'GraphSAGE, mean of the neighbours',
  options: NO_OPTIONS,
  build: (_, inChannels, outChannels, random) => new Sage(inChannels, outChannels, random),
});
