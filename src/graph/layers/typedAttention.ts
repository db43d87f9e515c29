import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { Edges, headProducts, weighHeads } from '../edges';
import { defineGraphLayer, MessagePassing } from '../messagePassing';
import { checkHeads } from './heads';

/**
 * Attention with keys, values and a standing of its own for each type of edge, after the heterogeneous graph transformer
 * (Hu et al., WWW 2020), with heads side by side:
 *
 *   x_t' = W₀ x_t + b + Σ_{s → t} α_ts V_r x_s,  α_ts = softmax_s μ_r (Q x_t · K_r x_s) / √D,  r the type of the edge
 *
 * Neighbours by edges of all types share one softmax. Without neighbours, nothing is added. Weights of edges are not read.
 */
class TypedAttention extends MessagePassing {
  private readonly self: Dense;
  private readonly query: tf.Variable;
  private readonly keys: readonly tf.Variable[];
  private readonly values: readonly tf.Variable[];
  private readonly standing: tf.Variable;

  constructor(
    inChannels: number,
    readonly outChannels: number,
    private readonly heads: number,
    types: number,
    random: Random,
  ) {
    super();
    checkHeads('typed-attention', heads, outChannels);
    const matrix = (name: string) => this.weight(name, glorotUniform([inChannels, outChannels], random));
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    this.query = matrix('query');
    this.keys = Array.from({ length: types }, (_, r) => matrix(`key${r}`));
    this.values = Array.from({ length: types }, (_, r) => matrix(`value${r}`));
    this.standing = this.weight('standing', tf.ones([types, heads]));
  }

  override call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    const types = block.typesUpTo(this.keys.length);
    const edges = new Edges(block.plain);
    const along = (matrices: readonly tf.Variable[]) =>
      edges.ofTypedSenders(
        matrices.map((matrix) => tf.matMul(source, matrix as tf.Tensor2D)),
        types,
      );
    const asked = edges.ofReceivers(tf.matMul(target, this.query as tf.Tensor2D));
    const standing = tf.gather(this.standing as tf.Tensor2D, tf.tensor1d(types, 'int32'));
    const scores = tf.mul(headProducts(asked, along(this.keys), this.heads), standing);
    const shares = edges.softmax(tf.div(scores, Math.sqrt(this.outChannels / this.heads)), this.edgeMask);
    return this.update(edges.sum(weighHeads(along(this.values), shares)), target);
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(target), arrived);
  }
}

export const typedAttention = defineGraphLayer({
  name: 'typed-attention',
  summary: 'attention with keys and values of its own for each type of edge (after HGT)',
  reads: ['types'],
  options: z.strictObject({
    heads: z.number().int().positive().default(2),
    /** How many types of edges there are: two in a customer–item graph, to customers and to items. */
    types: z.number().int().positive().default(2),
  }),
  space: { heads: { choices: [1, 2, 4] } },
  build: ({ heads, types }, inChannels, outChannels, random) =>
    new TypedAttention(inChannels, outChannels, heads, types, random),
});
