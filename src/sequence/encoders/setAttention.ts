import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { Encoding } from '../../nn/encoding';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../encoder';

const optionsSchema = z.strictObject({
  units: z.number().int().positive().default(24),
  heads: z.number().int().positive().default(2),
});

/** About as large as the attended means where a few steps say the same. */
const SUM_SCALE = 1 / 8;

/**
 * Steps as a set: each through two dense layers, then attention with learned queries and the sum over the set, which
 * counts where attention compares (after Deep Sets: Zaheer et al., NeurIPS 2017; Set Transformer: Lee et al., ICML 2019).
 * A step says by its own columns when it was; its place tells nothing.
 *
 *   h_t = ReLU(ReLU(x_t W₁ + b₁) W₂ + b₂),  α_kt = exp(h_t · q_k + c_k) / (1 + Σ_s exp(h_s · q_k + c_k))
 *   pooled = [Σ_t α_1t h_t, …, Σ_t α_Kt h_t, Σ_t h_t / 8] W₃
 *
 * The 1 in the denominator is a step that is always there and says nothing: a head that finds none to look at gives 0.
 */
class SetAttention extends SequenceEncoder {
  readonly units: number;
  private readonly heads: number;
  private readonly first: Dense;
  private readonly second: Dense;
  private readonly scores: Dense;
  private readonly mix: Dense;

  constructor(features: number, { units, heads }: z.output<typeof optionsSchema>, random: Random) {
    super();
    this.units = units;
    this.heads = heads;
    this.first = this.part('first', new Dense(features, units, random, 'relu'));
    this.second = this.part('second', new Dense(units, units, random, 'relu'));
    this.scores = this.part('scores', new Dense(units, heads, random));
    this.mix = this.part('mix', new Dense((heads + 1) * units, units, random));
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D, { wantSteps }: EncodeOptions = {}): Encoding {
    const [B, T, F] = steps.shape;
    const { units: D, heads: K } = this;
    const there = tf.expandDims(mask, 2);
    // What stands in the padding, NaN included, must not enter sums.
    const known = tf.where(tf.cast(tf.broadcastTo(there, steps.shape), 'bool'), steps, tf.zerosLike(steps));
    const flat = this.second.call(this.first.call(tf.reshape(known, [B * T, F])));
    const hidden = tf.mul(tf.reshape(flat, [B, T, D]), there) as tf.Tensor3D;
    const scores = tf.reshape(this.scores.call(flat), [B, T, K]);
    // Far below every score, but finite.
    const masked = tf.add(scores, tf.mul(tf.sub(there, 1), 1e9)) as tf.Tensor3D;
    const weights = tf.softmax(tf.transpose(tf.concat3d([masked, tf.zeros([B, 1, K])], 1), [0, 2, 1]), -1);
    const attended = tf.matMul(tf.slice(weights, [0, 0, 0], [B, K, T]), hidden);
    const sum = tf.mul(tf.sum(hidden, 1), SUM_SCALE) as tf.Tensor2D;
    const pooled = this.mix.call(tf.concat2d([tf.reshape(attended, [B, K * D]), sum], 1));
    return { pooled, ...(wantSteps ? { steps: hidden, mask } : {}) };
  }
}

export const setAttention = defineEncoder({
  name: 'set-attention',
  summary: 'steps as a set: learned queries attend over them, and their sum counts',
  options: optionsSchema,
  space: { units: { choices: [16, 24, 32, 64] }, heads: { choices: [1, 2, 4] } },
  build: (options, features, random) => new SetAttention(features, options, random),
});
