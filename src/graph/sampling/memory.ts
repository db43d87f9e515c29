import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { DAY } from '../../base/time';
import { glorotUniform } from '../../nn/initializers';
import { Module } from '../../nn/module';
import { gruLast } from '../../ops/gru';
import { NODE_FEATURES } from '../nodeFeatures';
import type { TemporalGraph } from './temporalGraph';
import type { TimedNodes } from './timedNodes';

/** What a node's memory is made of. */
export const memorySchema = z.strictObject({
  units: z.number().int().positive().default(16),
  /** How many of a node's last events it is made from. */
  length: z.number().int().positive().default(8),
});
type MemoryOptions = z.output<typeof memorySchema>;

const F = NODE_FEATURES.length;
/** Columns of a message: what was known of the partner, whether anything was, and the gap to the event before. */
const MESSAGE = F + 2;

/**
 * What each event tells each of its two sides, [2E, MESSAGE]: who the partner was until then, and how long the node's own
 * event before is ago. Nothing in it is later than the event.
 * @param scale brings rows of `NODE_FEATURES` to mean 0 and deviation 1
 */
export function messagesOf(graph: TemporalGraph, scale: (features: Float32Array) => Float32Array): Float32Array {
  const { offsets, partners, times, nodeCount } = graph;
  const features = new Float32Array(partners.length * F).fill(Number.NaN);
  const messages = new Float32Array(partners.length * MESSAGE);
  for (let node = 0; node < nodeCount; node++)
    for (let place = offsets[node]; place < offsets[node + 1]; place++) {
      const partner = partners[place];
      const end = graph.endOf(partner, times[place]);
      const isKnown = end > offsets[partner];
      if (isKnown) graph.features(partner, times[place], end, features, place * F);
      messages[place * MESSAGE + F] = isKnown ? 1 : 0;
      if (place > offsets[node])
        messages[place * MESSAGE + F + 1] = Math.log1p((times[place] - times[place - 1]) / DAY);
    }
  // What is not known of a newcomer becomes the mean.
  const scaled = scale(features);
  for (let place = 0; place < partners.length; place++)
    for (let f = 0; f < F; f++) messages[place * MESSAGE + f] = scaled[place * F + f];
  return messages;
}

/**
 * A memory of each node at a time, after temporal graph networks (Rossi et al., 2020): a GRU over what the node's last
 * events before that time told it, [N, units].
 *
 * There a message reads the partner's memory, memories are carried along the whole log, and learning reaches back one event.
 * Here a message reads what the partner had done until then, and memories are made anew from a node's last events, which
 * learning reaches through: so batches may come in any order, as they do here, and an example's memory holds what is before
 * its time. What went before those events, and what partners remember, is lost; message passing brings the latter back.
 */
export class NodeMemory extends Module {
  readonly units: number;
  private readonly weightsOfGru: readonly tf.Variable[];

  constructor(
    private readonly options: MemoryOptions,
    random: Random,
  ) {
    super();
    this.units = options.units;
    const H = options.units;
    this.weightsOfGru = [
      this.weight('kernel', glorotUniform([MESSAGE, 3 * H], random)),
      this.weight('recurrent', glorotUniform([H, 3 * H], random)),
      this.weight('bias', tf.zeros([3 * H])),
      this.weight('recurrentBias', tf.zeros([3 * H])),
    ];
  }

  /** @param messages as `messagesOf` makes them */
  call(graph: TemporalGraph, messages: Float32Array, nodes: TimedNodes): tf.Tensor2D {
    const { length: L } = this.options;
    const N = nodes.count;
    const steps = new Float32Array(N * L * MESSAGE);
    const mask = new Float32Array(N * L);
    for (let i = 0; i < N; i++) {
      const node = nodes.nodeOf(i);
      const end = graph.endOf(node, nodes.timeOf(i));
      const from = Math.max(graph.offsets[node], end - L);
      const start = (i + 1) * L - (end - from);
      for (let j = 0; j < (end - from) * MESSAGE; j++) steps[start * MESSAGE + j] = messages[from * MESSAGE + j];
      mask.fill(1, start, (i + 1) * L);
    }
    const [kernel, recurrent, bias, recurrentBias] = this.weightsOfGru;
    return gruLast(
      tf.tensor3d(steps, [N, L, MESSAGE]),
      tf.tensor2d(mask, [N, L]),
      kernel as tf.Tensor2D,
      recurrent as tf.Tensor2D,
      bias as tf.Tensor1D,
      recurrentBias as tf.Tensor1D,
    );
  }
}
