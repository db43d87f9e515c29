import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { Edges, headProducts, weighHeads } from '../edges';
import { defineGraphLayer, MessagePassing } from '../messagePassing';
import { checkHeads } from './heads';

/** Slowest and fastest of the first waves, as radians a day. */
const [SLOWEST, FASTEST] = [0.01, 1];

/**
 * Attention over time-stamped edges (TGAT; Xu et al., ICLR 2020), with heads side by side:
 *
 *   x_t' = W₀ x_t + b + Σ_{s → t} α_ts (V x_s + V' Φ(Δ)),  α_ts = softmax_s q_t · (K x_s + K' Φ(Δ)) / √D
 *   q_t = Q x_t + Q' Φ(0),  Φ(Δ) = cos(ω Δ + φ)
 *
 * with Δ the age in days of the edge's last event when the graph is read, ω and φ learned. Without neighbours, nothing is
 * added. Weights of edges are not read.
 */
class TemporalAttention extends MessagePassing {
  private readonly self: Dense;
  private readonly matrices: Readonly<Record<'query' | 'key' | 'value', { nodes: tf.Variable; time: tf.Variable }>>;
  private readonly frequency: tf.Variable;
  private readonly phase: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly heads: number,
    timeChannels: number,
    random: Random,
  ) {
    super();
    checkHeads('temporal-attention', heads, outChannels);
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    const pair = (name: string) => ({
      nodes: this.weight(name, glorotUniform([inChannels, outChannels], random)),
      time: this.weight(`${name}OfTime`, glorotUniform([timeChannels, outChannels], random)),
    });
    this.matrices = { query: pair('query'), key: pair('key'), value: pair('value') };
    const step = Math.log(FASTEST / SLOWEST) / Math.max(1, timeChannels - 1);
    const frequencies = Array.from({ length: timeChannels }, (_, i) => SLOWEST * Math.exp(i * step));
    this.frequency = this.weight('frequency', tf.tensor2d(frequencies, [1, timeChannels]));
    this.phase = this.weight('phase', tf.zeros([1, timeChannels]));
  }

  override call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    const edges = new Edges(block.plain);
    const { query, key, value } = this.matrices;
    const product = (x: tf.Tensor2D, matrix: tf.Variable) => tf.matMul(x, matrix as tf.Tensor2D) as tf.Tensor2D;
    const aged = this.waves(Float32Array.from(block.ages));
    const asked = tf.add(product(target, query.nodes), product(this.waves(Float32Array.of(0)), query.time));
    const along = (of: { nodes: tf.Variable; time: tf.Variable }) =>
      tf.add<tf.Tensor2D>(edges.ofSenders(product(source, of.nodes)), product(aged, of.time));
    const scores = headProducts(edges.ofReceivers(asked as tf.Tensor2D), along(key), this.heads);
    const shares = edges.softmax(tf.div(scores, Math.sqrt(this.outChannels / this.heads)), this.edgeMask);
    return this.update(edges.sum(weighHeads(along(value), shares)), target);
  }

  /** Φ of ages in days: [E] → [E, timeChannels]. */
  private waves(days: Float32Array): tf.Tensor2D {
    return tf.cos(tf.add(tf.mul(tf.tensor2d(days, [days.length, 1]), this.frequency), this.phase));
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(target), arrived);
  }
}

export const temporalAttention = defineGraphLayer({
  name: 'temporal-attention',
  summary: 'attention over the neighbours by who they are and how long ago they met (TGAT)',
  reads: ['ages'],
  options: z.strictObject({
    heads: z.number().int().positive().default(2),
    /** Waves that an age is told by. */
    timeChannels: z.number().int().positive().default(8),
  }),
  space: { heads: { choices: [1, 2, 4] } },
  build: ({ heads, timeChannels }, inChannels, outChannels, random) =>
    new TemporalAttention(inChannels, outChannels, heads, timeChannels, random),
});
