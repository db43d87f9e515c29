import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { glorotUniform } from './initializers';
import { Module } from './module';

/** A fully connected layer, activation(x W + b): [B, inputs] → [B, units]. */
export class Dense extends Module {
  private readonly kernel: tf.Variable;
  private readonly bias: tf.Variable;

  /** @param bias what it starts from */
  constructor(
    inputs: number,
    readonly units: number,
    random: Random,
    private readonly activation: 'linear' | 'relu' = 'linear',
    bias = 0,
  ) {
    super();
    this.kernel = this.weight('kernel', glorotUniform([inputs, units], random));
    this.bias = this.weight('bias', tf.fill([units], bias));
  }

  call(x: tf.Tensor2D): tf.Tensor2D {
    const y = tf.add(tf.matMul(x, this.kernel as tf.Tensor2D), this.bias) as tf.Tensor2D;
    return this.activation === 'relu' ? tf.relu(y) : y;
  }
}
