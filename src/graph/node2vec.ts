import { z } from 'zod';
import { cached } from '../base/cache';
import { codeVersion } from '../base/version';
import type { InteractionGraph } from './interactions';
import { skipGram } from './skipgram';
import { randomWalks } from './walks';

export const node2vecSchema = z.strictObject({
  dimensions: z.number().int().positive().default(32),
  walksPerNode: z.number().int().positive().default(6),
  walkLength: z.number().int().positive().default(20),
  window: z.number().int().positive().default(4),
  negative: z.number().int().positive().default(5),
  epochs: z.number().int().positive().default(1),
  learningRate: z.number().positive().default(0.05),
  /** Return parameter: the higher, the less often a walk steps straight back. */
  p: z.number().positive().default(1),
  /** In-out parameter: the lower, the further a walk wanders off. */
  q: z.number().positive().default(1),
});
export type Node2vecOptions = z.output<typeof node2vecSchema>;

/**
 * node2vec (Grover and Leskovec, KDD 2016): skip-gram on biased random walks over the interactions.
 * @returns one vector a node, [N, dimensions]
 */
export function node2vec(graph: InteractionGraph, options: Node2vecOptions, seed: number): Float32Array {
  const { history } = graph;
  return cached([codeVersion, 'node2vec', history.source, history.time, graph.options, options, seed], () => {
    const { p, q, walksPerNode, walkLength } = options;
    const walks = randomWalks(graph.adjacency(), { walksPerNode, walkLength, p, q, bipartite: true, seed });
    const { dimensions, window, negative, epochs, learningRate } = options;
    return skipGram(walks, graph.nodeCount, { dimensions, window, negative, epochs, learningRate, seed });
  });
}
