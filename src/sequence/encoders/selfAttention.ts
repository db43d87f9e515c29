import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { attention } from '../../nn/attention';
import { Dense } from '../../nn/dense';
import { dropout } from '../../nn/dropout';
import type { Encoding } from '../../nn/encoding';
import { normal } from '../../nn/initializers';
import { LayerNorm } from '../../nn/layerNorm';
import { Module } from '../../nn/module';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../encoder';
import { lastStep } from '../lastStep';
import { withoutPadding } from '../pool';
import { TimeEncoding } from '../timeEncoding';

const optionsSchema = z
  .strictObject({
    units: z.number().int().positive().default(32),
    heads: z.number().int().positive().default(4),
    layers: z.number().int().positive().default(1),
    /** Positions that have vectors of their own, counted back from the last step; earlier ones share the farthest. */
    positions: z.number().int().positive().default(64),
    /** Learned frequencies that encode each step's age; with none, its columns alone tell the time. */
    frequencies: z.number().int().min(0).default(0),
    dropout: z.number().min(0).max(0.9).default(0.1),
  })
  .refine(({ units, heads }) => units % heads === 0, { error: 'heads must divide units', path: ['heads'] });
type Options = z.output<typeof optionsSchema>;

/**
 * A small Transformer encoder (Vaswani et al., NeurIPS 2017, with the normalisation before each part: Xiong et al., ICML
 * 2020). Positions are counted back from the last step, so that padding in front changes nothing. How much time lies
 * between steps is told by their own columns and, where there are frequencies, by an encoding φ of their ages. The pooled
 * vector is the last step's; 0 where there is no step.
 *
 *   x = steps W + p + φ V,  x = x + attention(norm(x)),  x = x + W₂ ReLU(W₁ norm(x)),  steps' = norm(x)
 */
class SelfAttention extends SequenceEncoder {
  readonly units: number;
  private readonly project: Dense;
  private readonly position: tf.Variable;
  private readonly time?: TimeEncoding;
  private readonly blocks: readonly Block[];
  private readonly norm: LayerNorm;

  constructor(
    features: number,
    private readonly options: Options,
    random: Random,
  ) {
    super();
    const { units, layers, positions, frequencies } = options;
    this.units = units;
    this.project = this.part('project', new Dense(features, units, random));
    this.position = this.weight('position', normal([positions, units], 0.02, random));
    this.blocks = Array.from({ length: layers }, (_, l) => this.part(`block${l + 1}`, new Block(options, random)));
    this.norm = this.part('norm', new LayerNorm(units));
    if (frequencies) this.time = this.part('time', new TimeEncoding(frequencies, units, random));
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D, { wantSteps, causal, ages, random }: EncodeOptions = {}): Encoding {
    const [B, T, F] = steps.shape;
    const there = tf.expandDims(mask, 2);
    const known = withoutPadding(steps, mask);
    const projected = tf.reshape(this.project.call(tf.reshape(known, [B * T, F])), [B, T, this.units]);
    const back = Int32Array.from({ length: T }, (_, t) => Math.min(T - 1 - t, this.options.positions - 1));
    const position = tf.gather(this.position as tf.Tensor2D, tf.tensor1d(back, 'int32'));
    let x = tf.add(projected, tf.expandDims(position, 0)) as tf.Tensor3D;
    if (this.time) x = tf.add(x, this.time.call(ages, mask));
    for (const block of this.blocks) x = block.call(x, mask, causal, random);
    const encoded = tf.mul(this.norm.call(x), there) as tf.Tensor3D;
    return { pooled: lastStep(encoded), ...(wantSteps ? { steps: encoded, mask } : {}) };
  }
}

/** Attention and a dense part, each added to what it reads. */
class Block extends Module {
  private readonly heads: number;
  private readonly rate: number;
  private readonly queries: Dense;
  private readonly keys: Dense;
  private readonly values: Dense;
  private readonly mix: Dense;
  private readonly wide: Dense;
  private readonly narrow: Dense;
  private readonly before: LayerNorm;
  private readonly between: LayerNorm;

  constructor({ units, heads, dropout: rate }: Options, random: Random) {
    super();
    this.heads = heads;
    this.rate = rate;
    this.queries = this.part('queries', new Dense(units, units, random));
    this.keys = this.part('keys', new Dense(units, units, random));
    this.values = this.part('values', new Dense(units, units, random));
    this.mix = this.part('mix', new Dense(units, units, random));
    this.wide = this.part('wide', new Dense(units, 2 * units, random, 'relu'));
    this.narrow = this.part('narrow', new Dense(2 * units, units, random));
    this.before = this.part('before', new LayerNorm(units));
    this.between = this.part('between', new LayerNorm(units));
  }

  call(x: tf.Tensor3D, mask: tf.Tensor2D, causal?: boolean, random?: Random): tf.Tensor3D {
    const [B, T, D] = x.shape;
    const flat = (y: tf.Tensor3D) => tf.reshape(y, [B * T, D]) as tf.Tensor2D;
    const steps = (y: tf.Tensor2D) => tf.reshape(y, [B, T, D]) as tf.Tensor3D;
    const read = flat(this.before.call(x));
    const [q, k, v] = [this.queries, this.keys, this.values].map((dense) => steps(dense.call(read)));
    const attended = this.mix.call(flat(attention(q, k, v, mask, this.heads, causal)));
    const y = tf.add(x, steps(dropout(attended, this.rate, random))) as tf.Tensor3D;
    const dense = this.narrow.call(this.wide.call(flat(this.between.call(y))));
    return tf.add(y, steps(dropout(dense, this.rate, random))) as tf.Tensor3D;
  }
}

export const selfAttention = defineEncoder({
  name: 'self-attention',
  summary: 'a small Transformer encoder, with a learned encoding of time where asked for',
  options: optionsSchema,
  space: {
    units: { choices: [16, 32, 64] },
    layers: { choices: [1, 2] },
    frequencies: { choices: [0, 8] },
    dropout: { low: 0, high: 0.4 },
  },
  build: (options, features, random) => new SelfAttention(features, options, random),
});
