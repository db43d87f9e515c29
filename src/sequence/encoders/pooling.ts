import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import type { Registry } from '../../base/registry';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import { glorotUniform } from '../../nn/initializers';
import { Module } from '../../nn/module';
import { defineEncoder, type EncodeOptions, type EncoderKind, SequenceEncoder } from '../encoder';
import { maxStep, meanStep, withoutPadding } from '../pool';

/**
 * Another encoder whose steps become one vector in another way: by attention, by their mean, or by the greatest value of
 * each column. Where there is no step it is 0.
 * @param encoders those that it may stand around
 */
export function poolingOver(encoders: Registry<EncoderKind>): EncoderKind {
  return defineEncoder({
    name: 'pooling',
    summary: "another encoder's steps pooled by attention, by their mean or by their maximum",
    file: __filename,
    options: z.strictObject({
      encoder: z.lazy(() => encoders.reference()).prefault('lstm'),
      pool: z.enum(['attention', 'mean', 'max']).default('attention'),
    }),
    space: { pool: { choices: ['attention', 'mean', 'max'] } },
    build({ encoder, pool }, features, random) {
      const { entry, options } = encoders.resolve(encoder);
      const inner = entry.build(options, features, random);
      return new Pooling(inner, pool === 'attention' ? new AttentionPool(inner.units, random) : POOLS[pool]);
    },
  });
}

const POOLS = { mean: meanStep, max: maxStep };

class Pooling extends SequenceEncoder {
  readonly units: number;

  constructor(
    private readonly encoder: SequenceEncoder,
    private readonly pool: AttentionPool | typeof meanStep,
  ) {
    super();
    this.units = encoder.units;
    this.part('encoder', encoder);
    if (pool instanceof AttentionPool) this.part('pool', pool);
  }

  encode(x: tf.Tensor3D, mask: tf.Tensor2D, options: EncodeOptions = {}): Encoding {
    const encoded = this.encoder.encode(x, mask, { ...options, wantSteps: true });
    const steps = withoutPadding(encoded.steps!, mask);
    const { pool } = this;
    const pooled = pool instanceof AttentionPool ? pool.call(steps, mask, encoded.pooled) : pool(steps, mask);
    return { pooled, ...(options.wantSteps ? { steps, mask } : {}) };
  }
}

/**
 * Additive attention (Bahdanau, Cho and Bengio, ICLR 2015) of a sequence's own pooled vector q over its steps h:
 *
 *   y = Σ_t α_t h_t,  α = softmax_t(v · tanh(h_t W + q U + b))
 */
class AttentionPool extends Module {
  private readonly keys: Dense;
  private readonly query: tf.Variable;
  private readonly score: tf.Variable;

  constructor(units: number, random: Random) {
    super();
    this.keys = this.part('keys', new Dense(units, units, random));
    this.query = this.weight('query', glorotUniform([units, units], random));
    this.score = this.weight('score', glorotUniform([units, 1], random));
  }

  /**
   * @param steps [B, T, D], 0 in the padding
   * @param mask [B, T]
   * @param query [B, D]
   * @returns [B, D]
   */
  call(steps: tf.Tensor3D, mask: tf.Tensor2D, query: tf.Tensor2D): tf.Tensor2D {
    const [B, T, D] = steps.shape;
    const keys = tf.reshape(this.keys.call(tf.reshape(steps, [B * T, D])), [B, T, D]);
    const asked = tf.reshape(tf.matMul(query, this.query as tf.Tensor2D), [B, 1, D]);
    const compared = tf.reshape(tf.tanh(tf.add(keys, asked)), [B * T, D]) as tf.Tensor2D;
    const scores = tf.reshape(tf.matMul(compared, this.score as tf.Tensor2D), [B, T]);
    // Far below every score, but finite: the softmax over a sequence without any step would be NaN.
    const weights = tf.mul(tf.softmax(tf.add(scores, tf.mul(tf.sub(mask, 1), 1e9))), mask);
    return tf.reshape(tf.matMul(tf.reshape(weights, [B, 1, T]), steps), [B, D]);
  }
}
