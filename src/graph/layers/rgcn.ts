import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import { glorotUniform } from '../../nn/initializers';
import type { Block } from '../block';
import { defineGraphLayer, MessagePassing } from '../messagePassing';

/**
 * Relational graph convolution (Schlichtkrull et al., ESWC 2018): each type of edge r has weights of its own,
 *
 *   x_t' = W₀ x_t + b + Σ_r W_r mean_{s → t of type r} x_s
 *
 * The mean is weighted by the edges.
 */
class Rgcn extends MessagePassing {
  private readonly self: Dense;
  private readonly relations: readonly tf.Variable[];

  constructor(
    inChannels: number,
    readonly outChannels: number,
    types: number,
    random: Random,
  ) {
    super();
    this.self = this.part('self', new Dense(inChannels, outChannels, random));
    this.relations = Array.from({ length: types }, (_, r) =>
      this.weight(`relation${r}`, glorotUniform([inChannels, outChannels], random)),
    );
  }

  protected override aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    const means = block.ofTypes(this.relations.length);
    return tf.addN(
      means.map((mean, r) => tf.matMul(this.sum(mean, messages), this.relations[r] as tf.Tensor2D)),
    ) as tf.Tensor2D;
  }

  protected update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D {
    return tf.add(this.self.call(target), arrived);
  }
}

export const rgcn = defineGraphLayer({
  name: 'rgcn',
  summary: 'relational graph convolution, other weights for each type of edge',
  reads: ['types'],
  options: z.strictObject({
    /** How many types of edges there are: two in a customer–item graph, to customers and to items. */
    types: z.number().int().positive().default(2),
  }),
  build: ({ types }, inChannels, outChannels, random) => new Rgcn(inChannels, outChannels, types, random),
});
