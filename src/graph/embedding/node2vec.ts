import { z } from 'zod';
import { cached } from '../../base/cache';
import { codeHash, fileOf } from '../../base/closure';
import { check } from '../../base/json';
import { describeKernels } from '../../kernels/compiled';
import type { InteractionGraph } from '../interactions';
import { relations } from '../relations';
import { MetapathWalker } from './metapathWalks';
import { type SkipGram, type SkipGramOptions, trainSkipGram } from './skipGram';
import { TemporalWalker } from './temporalWalks';
import { Walker, type WalkSource } from './walks';

export const node2vecSchema = z
  .strictObject({
    dimensions: z.number().int().positive().default(16),
    walksPerNode: z.number().int().positive().default(10),
    walkLength: z.number().int().positive().default(20),
    window: z.number().int().positive().default(2),
    negative: z.number().int().positive().default(5),
    /** Whether all contexts of a centre share one set of negatives: faster, and as good. */
    sharedNegatives: z.boolean().default(false),
    /** word2vec's t: drops occurrences of nodes that walks visit often; 0 keeps all. */
    subsample: z.number().min(0).default(0),
    epochs: z.number().int().positive().default(1),
    learningRate: z.number().positive().default(0.1),
    /** Return parameter: the higher, the less often a walk steps straight back. */
    p: z.number().positive().default(1),
    /** In-out parameter: the lower, the further a walk wanders off. */
    q: z.number().positive().default(1),
    /** Whether walks prefer edges of many events. */
    weighted: z.boolean().default(false),
    /** Whether time never decreases along a walk; an edge is at the time of its last event. */
    temporal: z.boolean().default(false),
    /** Relations that walks follow in turn, by weight; purchases alone if omitted. */
    metapath: z.array(relations.reference()).min(1).optional(),
  })
  .refine(({ temporal, p, q }) => !temporal || (p === 1 && q === 1), {
    error: 'temporal walks need p = 1 and q = 1',
    path: ['temporal'],
  })
  .refine(({ metapath, temporal, p, q }) => !metapath || (!temporal && p === 1 && q === 1), {
    error: 'walks along a metapath need p = 1 and q = 1, and are not temporal',
    path: ['metapath'],
  });
export type Node2vecOptions = z.output<typeof node2vecSchema>;

/**
 * node2vec (Grover and Leskovec, KDD 2016): skip-gram on biased random walks over the interactions, or on
 * temporal ones (Nguyen et al., WWW 2018) or along a metapath (Dong et al., KDD 2017). With p = q = 1 it is DeepWalk
 * (Perozzi et al., KDD 2014) with negative sampling. Customers' and items' vectors are centred separately: skip-gram gives all
 * vectors of a kind a large common component, which tells nothing about any of them and drowns the rest.
 * @returns one vector per node, [N, dimensions]
 */
export function node2vec(graph: InteractionGraph, given: z.input<typeof node2vecSchema>, seed: number): Float32Array {
  const options = check(node2vecSchema, given, 'node2vec');
  // Skip-gram's last bits depend on the instructions, and all of them on how several threads meet.
  const used = (options.metapath ?? []).map(({ name }) => fileOf(relations.get(name)));
  const key = [codeHash([__filename, ...used]), describeKernels(), graph.key, options, seed];
  return cached(key, () => centreKinds(graph, trainNode2vec(graph, options, seed).vectors, options.dimensions));
}

/**
 * The same, not centred, with the context vectors, and not kept.
 * @param start where training begins, for nodes that an earlier graph had
 */
export function trainNode2vec(
  graph: InteractionGraph,
  options: Node2vecOptions,
  seed: number,
  start?: SkipGramOptions['start'],
): SkipGram {
  const walks = walksOver(graph, options, seed);
  const { dimensions, window, negative, sharedNegatives, subsample, epochs, learningRate } = options;
  const training = { dimensions, window, negative, sharedNegatives, subsample, epochs, learningRate, seed, start };
  return trainSkipGram(walks, graph.nodeCount, training);
}

function walksOver(graph: InteractionGraph, options: Node2vecOptions, seed: number): WalkSource {
  const { p, q, walksPerNode, walkLength, weighted, temporal, metapath } = options;
  if (metapath) return MetapathWalker.along(graph, metapath, { walksPerNode, walkLength, seed });
  const adjacency = graph.adjacency();
  const edges = weighted ? adjacency : { ...adjacency, values: new Float32Array(adjacency.values.length).fill(1) };
  return temporal
    ? new TemporalWalker(edges, graph.edgeTimes(), { walksPerNode, walkLength, seed })
    : new Walker(edges, { walksPerNode, walkLength, p, q, bipartite: true, seed });
}

/** Centres the customers' and the items' vectors, in place. @param vectors [N, D] */
export function centreKinds(graph: InteractionGraph, vectors: Float32Array, D: number): Float32Array {
  const firstItem = graph.customers.length * D;
  centre(vectors.subarray(0, firstItem), D);
  centre(vectors.subarray(firstItem), D);
  return vectors;
}

/** Subtracts the mean row from every row of [n, D]. */
function centre(vectors: Float32Array, D: number): void {
  const mean = new Float64Array(D);
  for (let i = 0; i < vectors.length; i++) mean[i % D] += vectors[i] / (vectors.length / D);
  for (let i = 0; i < vectors.length; i++) vectors[i] -= mean[i % D];
}
