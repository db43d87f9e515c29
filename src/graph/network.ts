import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../base/random';
import { Dense } from '../nn/dense';
import { dropout } from '../nn/dropout';
import { Module } from '../nn/module';
import type { Block } from './block';
import { graphLayers } from './layers';
import type { MessagePassing } from './messagePassing';

/** What a graph network is made of. */
export const networkSchema = z.strictObject({
  layer: graphLayers.reference().prefault('sage'),
  /** How many layers: how many edges a message travels. */
  depth: z.number().int().min(0).default(2),
  units: z.number().int().positive().default(32),
  dropout: z.number().min(0).max(0.9).default(0.2),
});
export type NetworkOptions = z.output<typeof networkSchema>;

/** A projection and message-passing layers, one after the other: [N, F] → [N, units] on a whole graph. */
export class GraphNetwork extends Module {
  readonly layers: readonly MessagePassing[];
  private readonly project: Dense;
  private readonly rate: number;

  constructor(inChannels: number, { layer, depth, units, dropout: rate }: NetworkOptions, random: Random) {
    super();
    this.rate = rate;
    this.project = this.part('project', new Dense(inChannels, units, random));
    const { entry, options } = graphLayers.resolve(layer);
    this.layers = Array.from({ length: depth }, (_, l) =>
      this.part(`layer${l + 1}`, entry.build(options, units, units, random)),
    );
  }

  /** @param random draws the dropout while training; omitted otherwise */
  call(nodes: tf.Tensor2D, graph: Block, random?: Random): tf.Tensor2D {
    let x = this.project.call(nodes);
    for (const layer of this.layers) {
      const read = dropout(tf.relu(x), this.rate, random);
      x = layer.call(read, read, graph);
    }
    return x;
  }
}
