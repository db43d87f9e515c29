import * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../base/component';
import type { Random } from '../base/random';
import { Module } from '../nn/module';
import { spmm } from '../ops/sparse';
import { spmmWeighted } from '../ops/sparseWeighted';
import type { Block, Derived } from './block';

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

  /**
   * Factors of the edges' messages, [E] in the block's order: what an explanation learns or takes away. Layers that
   * combine messages by `sum` obey it.
   */
  edgeMask?: tf.Tensor1D;

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
    if (!this.edgeMask) return spmm(matrix, messages);
    // A loop is no edge of the graph and keeps its weight.
    const factors = tf.gather(
      tf.concat1d([this.edgeMask, tf.ones([1])]),
      tf.tensor1d(maskPlaces(matrix, this.edgeMask.size), 'int32'),
    );
    return spmmWeighted(matrix, tf.mul(factors, tf.tensor1d(matrix.values)), messages);
  }

  /** [S, F] and [T, F] → [T, outChannels] */
  call(source: tf.Tensor2D, target: tf.Tensor2D, block: Block): tf.Tensor2D {
    return this.update(this.aggregate(this.message(source), block), target);
  }
}

function maskPlaces({ edge }: Derived, loop: number): Int32Array {
  return edge.map((e) => (e < 0 ? loop : e));
}

/** A kind of graph layer. */
export interface GraphLayerKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** What it reads of edges beside their weights. */
  readonly reads?: readonly ('times' | 'types')[];
  /** @param inChannels F, the columns of sources and targets */
  build(options: z.output<Options>, inChannels: number, outChannels: number, random: Random): MessagePassing;
}

/** Declares a graph layer. */
export function defineGraphLayer<Options extends z.ZodType>(kind: GraphLayerKind<Options>): GraphLayerKind {
  return kind as unknown as GraphLayerKind;
}
