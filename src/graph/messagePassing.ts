import * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../base/component';
import type { Random } from '../base/random';
import { Module } from '../nn/module';
import { spmm } from '../ops/sparse';
import { spmmWeighted } from '../ops/sparseWeighted';
import type { Block, BlockAttribute } from './block';
import type { Derived } from './derived';

/**
 * A message-passing layer (Gilmer et al., ICML 2017):
 *
 *   x_t' = update( aggregate_{s → t} message(x_s), x_t )
 *
 * A layer says what a source sends (`message`), how what arrives is combined (`aggregate`, the weighted mean unless
 * overridden) and what a target makes of it (`update`).
 */
export abstract class MessagePassing extends Module {
  /** Columns of what `call` returns. */
  abstract readonly outChannels: number;

  /** Whether edges can be masked: in layers that combine messages by `sum` alone. */
  readonly obeysEdgeMask: boolean = true;
  private mask?: tf.Tensor1D;

  /** Factors of the edges' messages, [E] in the block's order: what an explanation learns or takes away. */
  get edgeMask(): tf.Tensor1D | undefined {
    return this.mask;
  }

  /** @throws Error in a layer that could not obey it */
  set edgeMask(mask: tf.Tensor1D | undefined) {
    if (mask && !this.obeysEdgeMask) throw new Error('the edges of this graph layer cannot be masked');
    this.mask = mask;
  }

  /** What each source sends along its edges: [S, F] → [S, M]. */
  protected message(source: tf.Tensor2D): tf.Tensor2D {
    return source;
  }

  /** What arrives at each target: [S, M] → [T, M]. */
  protected aggregate(messages: tf.Tensor2D, block: Block): tf.Tensor2D {
    return this.sum(block.mean, messages);
  }

  /** What each target makes of it: [T, M] and [T, F] → [T, outChannels]. */
  protected abstract update(arrived: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor2D;

  /** Σ of messages weighted by a matrix of the block and by the edge mask: [S, M] → [T, M]. */
  protected sum(matrix: Derived, messages: tf.Tensor2D): tf.Tensor2D {
    const { mask } = this;
    if (!mask) return spmm(matrix, messages);
    // A loop is no edge of the graph and keeps its weight.
    const places = matrix.edge.map((edge) => (edge < 0 ? mask.size : edge));
    const factors = tf.gather(tf.concat1d([mask, tf.ones([1])]), tf.tensor1d(places, 'int32'));
    return spmmWeighted(matrix, tf.mul(factors, tf.tensor1d(matrix.values)), messages);
  }

  /** [S, F] and [T, F] → [T, outChannels] */
  call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    return this.update(this.aggregate(this.message(source), block), target);
  }
}

/** A kind of graph layer. */
export interface GraphLayerKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** What it reads of a block beside the weights of its edges. */
  readonly reads?: readonly BlockAttribute[];
  /** @param inChannels F, the columns of sources and targets */
  build(options: z.output<Options>, inChannels: number, outChannels: number, random: Random): MessagePassing;
}

/** Declares a graph layer. */
export function defineGraphLayer<Options extends z.ZodType>(kind: GraphLayerKind<Options>): GraphLayerKind {
  return kind as unknown as GraphLayerKind;
}
