import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import { dropout } from '../nn/dropout';
import { LayerNorm } from '../nn/layerNorm';
import { Module } from '../nn/module';
import { Block } from './block';
import { graphLayers } from './layers';
import type { MessagePassing } from './messagePassing';

/** What a graph network is made of. */
export const networkSchema = z.strictObject({
  layer: graphLayers.reference().prefault('sage'),
  /** How many layers: how many edges a message travels. */
  depth: z.number().int().min(0).default(2),
  units: z.number().int().positive().default(32),
  dropout: z.number().min(0).max(0.9).default(0.2),
  /** What stands before each layer. */
  activation: z.enum(['relu', 'none']).default('relu'),
  normalisation: z.enum(['layer', 'none']).default('none'),
  /** Adds to each layer's output its input. */
  residual: z.boolean().default(false),
  /** The share of the projected features in each layer's output (GCNII, APPNP). */
  initialShare: z.number().min(0).lt(1).default(0),
  /** What a node's vector is: the last layer's, or the mean or maximum of the projection's and all layers'. */
  jumpingKnowledge: z.enum(['last', 'mean', 'max']).default('last'),
});
export type NetworkOptions = z.output<typeof networkSchema>;

/**
 * A projection and message-passing layers, one after the other: [N, F] → [N, units] on a whole graph; on blocks, from the
 * sources of the first to the targets of the last. With x⁰ the projected features and α the initial share,
 *
 *   x^{l+1} = (1 − α) (layer(dropout(ReLU(norm(x^l)))) [+ x^l]) + α x⁰
 *
 * Residual connections: He et al., CVPR 2016; initial ones: Chen et al. (GCNII), ICML 2020; jumping knowledge: Xu et al.,
 * ICML 2018.
 */
export class GraphNetwork extends Module {
  readonly layers: readonly MessagePassing[];
  private readonly project: Dense;
  private readonly norms: readonly LayerNorm[];

  constructor(
    inChannels: number,
    private readonly options: NetworkOptions,
    random: Random,
  ) {
    super();
    const { layer, depth, units, normalisation } = options;
    this.project = this.part('project', new Dense(inChannels, units, random));
    const { entry, options: given } = graphLayers.resolve(layer);
    this.layers = Array.from({ length: depth }, (_, l) =>
      this.part(`layer${l + 1}`, entry.build(given, units, units, random)),
    );
    this.norms =
      normalisation === 'none' ? [] : this.layers.map((_, l) => this.part(`norm${l + 1}`, new LayerNorm(units)));
  }

  /**
   * @param graph a whole graph, or a block for each layer, in which the targets come first among the sources and are the
   *   sources of the next one
   * @param random draws the dropout while training; omitted otherwise
   */
  call(nodes: tf.Tensor2D, graph: Block | readonly Block[], random?: Random): tf.Tensor2D {
    const { activation, dropout: rate, residual, initialShare, jumpingKnowledge } = this.options;
    const first = this.project.call(nodes);
    const all = [first];
    let x = first;
    for (const [l, layer] of this.layers.entries()) {
      const block = graph instanceof Block ? graph : graph[l];
      const normal = this.norms.length ? this.norms[l].call(x) : x;
      const read = dropout(activation === 'relu' ? tf.relu(normal) : normal, rate, random);
      const heard = layer.call(read, firstRows(read, block.targets), block);
      const next: tf.Tensor2D = residual ? tf.add(heard, firstRows(x, block.targets)) : heard;
      x =
        initialShare > 0
          ? tf.add(tf.mul(next, 1 - initialShare), tf.mul(firstRows(first, block.targets), initialShare))
          : next;
      all.push(x);
    }
    if (jumpingKnowledge === 'last') return x;
    const layers = tf.stack(all.map((each) => firstRows(each, x.shape[0])));
    return (jumpingKnowledge === 'mean' ? tf.mean(layers, 0) : tf.max(layers, 0)) as tf.Tensor2D;
  }
}

function firstRows(x: tf.Tensor2D, count: number): tf.Tensor2D {
  return count === x.shape[0] ? x : tf.slice(x, 0, [count, x.shape[1]]);
}
