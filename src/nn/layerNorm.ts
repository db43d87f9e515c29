import * as tf from '@tensorflow/tfjs-core';
import { Module } from './module';

const EPSILON = 1e-5;

/** Layer normalisation over the last axis (Ba, Kiros and Hinton, 2016): γ (x − mean) / √(variance + ε) + β. */
export class LayerNorm extends Module {
  private readonly gain: tf.Variable;
  private readonly bias: tf.Variable;

  constructor(units: number) {
    super();
    this.gain = this.weight('gain', tf.ones([units]));
    this.bias = this.weight('bias', tf.zeros([units]));
  }

  call<T extends tf.Tensor>(x: T): T {
    const { mean, variance } = tf.moments(x, -1, true);
    const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON)));
    return tf.add(tf.mul(normal, this.gain), this.bias) as T;
  }
}
