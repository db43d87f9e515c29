import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Random } from '../../base/random';
import type { Module } from '../../nn/module';
import type { Objective } from '../../nn/objective';
import type { Snapshot } from '../snapshot';

/** What makes a vector of each node of a graph. */
export interface NodeEncoder extends Module {
  /** Columns of a node's vector. */
  readonly nodeUnits: number;
  /** All nodes of a snapshot, [N, nodeUnits]. @param random draws the dropout while training */
  nodes(snapshot: Snapshot, random?: Random): tf.Tensor2D;
}

/** A task without labels that warms up what encodes nodes on the snapshots of the training examples. */
export interface GraphPretext<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>, encoder: NodeEncoder, snapshots: readonly Snapshot[], random: Random): Objective;
}

/** Declares a pretext task on graphs. */
export function defineGraphPretext<Options extends z.ZodType>(pretext: GraphPretext<Options>): GraphPretext {
  return pretext as unknown as GraphPretext;
}
