import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import { Module } from '../nn/module';

/** Periods that the frequencies start from, in days: spread evenly over orders of magnitude. */
const PERIODS = { shortest: 1, longest: 1000 };

/**
 * A learned encoding of time (Xu et al., NeurIPS 2019; Kazemi et al., Time2Vec, 2019): the cosine and the sine of a step's
 * age in days at learned frequencies, in a dense layer. By them attention sees how much time lies between two steps:
 *
 *   y = [cos(ω₁ t), …, cos(ω_n t), sin(ω₁ t), …, sin(ω_n t)] V + b
 *
 * Learned is log ω, so that low frequencies move by as large a part of themselves as high ones.
 */
export class TimeEncoding extends Module {
  private readonly logFrequency: tf.Variable;
  private readonly mix: Dense;

  constructor(
    private readonly frequencies: number,
    private readonly units: number,
    random: Random,
  ) {
    super();
    const { shortest, longest } = PERIODS;
    const spread = (i: number) => (frequencies > 1 ? i / (frequencies - 1) : 0);
    const logs = Array.from({ length: frequencies }, (_, i) =>
      Math.log((2 * Math.PI) / (shortest * (longest / shortest) ** spread(i))),
    );
    this.logFrequency = this.weight('logFrequency', tf.tensor1d(logs));
    this.mix = this.part('mix', new Dense(2 * frequencies, units, random));
  }

  /**
   * @param ages in days, [B, T]
   * @returns [B, T, units]
   * @throws Error where nobody told the ages
   */
  call(ages: tf.Tensor2D | undefined, mask: tf.Tensor2D): tf.Tensor3D {
    if (!ages) throw new Error('an encoding of time needs the ages of the steps');
    const [B, T] = ages.shape;
    const known = tf.where(tf.cast(mask, 'bool'), ages, tf.zerosLike(ages));
    const phase = tf.mul(tf.reshape(known, [B * T, 1]), tf.exp(tf.reshape(this.logFrequency, [1, this.frequencies])));
    const waves = tf.concat2d([tf.cos(phase), tf.sin(phase)] as tf.Tensor2D[], 1);
    return tf.reshape(this.mix.call(waves), [B, T, this.units]);
  }
}
