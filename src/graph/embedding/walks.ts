import type { Csr } from '../../base/csr';
import { InputError } from '../../base/errors';
import { Progress } from '../../base/progress';
import { hash32 } from '../../base/random';
import { compiledKernels, ownKernels } from '../../kernels/compiled';
import { firstOrderWalks, secondOrderWalks } from '../../kernels/walks';
import type { WalkBatch } from '../../kernels/walks/types';
import { checkWeights, firstOrderTables, secondOrderTables } from './transitionTables';

export interface WalkOptions {
  readonly walksPerNode: number;
  /** Nodes of a walk, including its start. */
  readonly walkLength: number;
  /** Return parameter: stepping straight back weighs 1/p. */
  readonly p: number;
  /** In-out parameter: stepping to a node that is no neighbour of the last one weighs 1/q. */
  readonly q: number;
  /** The graph has no hasTriangles, so no step leads to a neighbour of the last node. */
  readonly bipartite?: boolean;
  readonly seed: number;
}

/** Walks side by side: walk w is `nodes[w × length … (w + 1) × length)`, −1 after its end. */
export interface Walks {
  readonly nodes: Int32Array;
  readonly length: number;
  readonly count: number;
}

/** Walks computed batch by batch, in any order and as often as needed: walk w is the same every time. */
export interface WalkSource {
  readonly count: number;
  readonly length: number;
  readonly batch: WalkBatch;
}

/**
 * Second-order random walks (Grover and Leskovec, KDD 2016). From v, having come from t, the walk steps
 * to a neighbour x with probability proportional to
 *
 *   w(v, x) · { 1/p if x = t;  1 if x is a neighbour of t;  1/q otherwise }
 *
 * x is a neighbour of t if an edge leads from t to x. Parallel edges count as one that weighs their sum, an edge of
 * weight 0 as none, and a self-loop leads to its own node as any edge does. A walk ends early at a node without
 * outgoing edges.
 *
 * Candidates are drawn by weight from alias tables and rejected so that exactly these probabilities result; memory is
 * linear in the edges and in the largest batch. Walk w starts at node w mod N and has a random stream of its own, so
 * that it does not depend on the number of threads.
 */
export class Walker implements WalkSource {
  readonly count: number;
  readonly length: number;
  readonly batch: WalkBatch;

  /**
   * @param kernels whose memory nobody else uses between the batches; null for plain TypeScript, the reference
   * @throws InputError for a weight that is negative or not finite, for p or q that is not positive, and for walks
   * without nodes
   */
  constructor(graph: Csr, options: WalkOptions, kernels = ownKernels(compiledKernels()?.threads) ?? null) {
    const { walksPerNode, walkLength: length, p, q, bipartite = false } = options;
    checkWeights(graph);
    checkLength(length);
    for (const [name, value] of Object.entries({ p, q }))
      if (!(value > 0 && value < Infinity)) throw new InputError(`${name} is ${value}`, undefined, 'a positive number');
    this.count = graph.rows * walksPerNode;
    this.length = length;
    const seed = hash32(`${options.seed}/walks`);
    this.batch =
      p === 1 && q === 1
        ? firstOrderWalks(firstOrderTables(graph), length, seed, kernels)
        : secondOrderWalks(secondOrderTables(graph, p, q, bipartite), length, seed, kernels);
  }
}

/** @throws InputError unless a walk has room for its start */
export function checkLength(walkLength: number): void {
  if (!(Number.isInteger(walkLength) && walkLength > 0))
    throw new InputError(`walks of ${walkLength} nodes`, undefined, 'a whole number of 1 or more');
}

/** All walks at once. @throws InputError as `Walker` does */
export function randomWalks(graph: Csr, options: WalkOptions): Walks {
  return collectWalks(new Walker(graph, options, compiledKernels() ?? null));
}

/** All walks of a source. */
export function collectWalks(source: WalkSource): Walks {
  const { count, length } = source;
  const nodes = new Int32Array(count * length);
  const progress = new Progress('walk', count);
  for (let first = 0; first < count; first += PORTION) {
    const end = Math.min(count, first + PORTION);
    nodes.set(source.batch(first, end), first * length);
    progress.update(end);
  }
  progress.end();
  return { nodes, length, count };
}

/** Walks between two progress updates. */
const PORTION = 1 << 16;

/** Stored walks as a source. */
export function storedWalks({ nodes, length, count }: Walks): WalkSource {
  return { count, length, batch: (first, end) => nodes.subarray(first * length, end * length) };
}
