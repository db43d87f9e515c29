import type { Csr } from '../../base/csr';
import { InputError } from '../../base/errors';
import { Progress } from '../../base/progress';
import { hash32 } from '../../base/random';
import { compiledKernels, ownKernels } from '../../kernels/compiled';
import { biasedTerrainOf, checkWeights, terrainOf } from './terrain';
import { takeBiasedCompiled, takeFreeCompiled } from './walksCompiled';
import { takeBiased, takeFree } from './walksPlain';

export interface WalkOptions {
  readonly walksPerNode: number;
  /** Nodes of a walk, its start among them. */
  readonly walkLength: number;
  /** Return parameter: stepping straight back weighs 1/p. */
  readonly p: number;
  /** In-out parameter: stepping to a node that is no neighbour of the last one weighs 1/q. */
  readonly q: number;
  /** The graph has no triangles, so no step leads to a neighbour of the last node. */
  readonly bipartite?: boolean;
  readonly seed: number;
}

/** Walks side by side: walk w is `nodes[w × length … (w + 1) × length)`, −1 after its end. */
export interface Walks {
  readonly nodes: Int32Array;
  readonly length: number;
  readonly count: number;
}

/** Walks that one asks for portion by portion, in any order and as often as one likes: they are always the same. */
export interface WalkSource {
  readonly count: number;
  readonly length: number;
  /** Walks first … end − 1 side by side, −1 after a walk's end; the next call may overwrite them. [end − first, length] */
  readonly take: Takes;
}

export type Takes = (first: number, end: number) => Int32Array;

/**
 * Second-order random walks (Grover and Leskovec, KDD 2016). From v, having come from t, the walk steps
 * to a neighbour x with a chance proportional to
 *
 *   w(v, x) · { 1/p if x = t;  1 if x is a neighbour of t;  1/q otherwise }
 *
 * x is a neighbour of t where an edge leads from t to x. Parallel edges are as one that weighs their sum, an edge of
 * weight 0 is none, and a self-loop leads to its own node as any edge does. A walk ends early at a node that no edge
 * leaves.
 *
 * Candidates are drawn by weight from alias tables and rejected so that these chances come out exactly; memory is
 * linear in the edges and in the largest portion. Walk w starts at node w mod N and has random numbers of its own, so
 * that it is the same whatever thread takes it.
 */
export class Walker implements WalkSource {
  readonly count: number;
  readonly length: number;
  readonly take: Takes;

  /**
   * @param kernels whose memory nobody else uses while walks are taken; null for plain TypeScript, the reference
   * @throws InputError for a weight that is negative or not finite, for p or q that is not positive, and for walks
   * of no node
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
    if (p === 1 && q === 1) {
      const terrain = terrainOf(graph);
      this.take = kernels ? takeFreeCompiled(kernels, terrain, length, seed) : takeFree(terrain, length, seed);
    } else {
      const terrain = biasedTerrainOf(graph, p, q, bipartite);
      this.take = kernels ? takeBiasedCompiled(kernels, terrain, length, seed) : takeBiased(terrain, length, seed);
    }
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
    nodes.set(source.take(first, end), first * length);
    progress.update(end);
  }
  progress.end();
  return { nodes, length, count };
}

/** Walks that are taken between two looks at the clock. */
const PORTION = 1 << 16;

/** Walks that are there already as a source. */
export function storedWalks({ nodes, length, count }: Walks): WalkSource {
  return { count, length, take: (first, end) => nodes.subarray(first * length, end * length) };
}
