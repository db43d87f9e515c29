import type { ComponentSpec } from '../../base/component';
import { type Csr, transpose } from '../../base/csr';
import { hash32, scatter } from '../../base/random';
import type { InteractionGraph } from '../interactions';
import { tiesOf } from '../relations/union';
import { checkLength, type WalkOptions, type WalkSource } from './walks';

/**
 * Walks that follow relations in turn, and from the last again the first (metapath2vec; Dong, Chawla and Swami, KDD 2017):
 * step s takes, by weight, one of the edges that the relation of step s has at the node. A walk ends early where there is
 * none: to start at customers, begin the path with a relation that customers have.
 *
 * Walk w starts at node w mod N and has random numbers of its own.
 */
export class MetapathWalker implements WalkSource {
  readonly count: number;
  readonly length: number;
  private readonly steps: readonly Steps[];
  private readonly nodeCount: number;
  private readonly seed: number;

  /**
   * @param path for each step the weights of the edges from each node (row) to others; [N, N] each
   * @throws InputError for walks without nodes
   */
  constructor(
    path: readonly Csr[],
    { walksPerNode, walkLength, seed }: Pick<WalkOptions, 'walksPerNode' | 'walkLength' | 'seed'>,
  ) {
    checkLength(walkLength);
    this.nodeCount = path[0].rows;
    this.count = this.nodeCount * walksPerNode;
    this.length = walkLength;
    this.steps = path.map(stepsOf);
    this.seed = hash32(`${seed}/metapath walks`);
  }

  /** Walks along relations of a graph; those that are directed are followed in their direction. */
  static along(
    graph: InteractionGraph,
    relations: readonly ComponentSpec[],
    options: Pick<WalkOptions, 'walksPerNode' | 'walkLength' | 'seed'>,
  ): MetapathWalker {
    const path = tiesOf(graph, relations).map(({ relation, adjacency }) =>
      relation.isDirected ? transpose(adjacency) : adjacency,
    );
    return new MetapathWalker(path, options);
  }

  readonly batch = (first: number, end: number): Int32Array => {
    const { length, steps, nodeCount } = this;
    const nodes = new Int32Array((end - first) * length).fill(-1);
    for (let w = first; w < end; w++) {
      const own = scatter(this.seed ^ scatter(w));
      let node = w % nodeCount;
      const at = (w - first) * length;
      nodes[at] = node;
      for (let s = 1; s < length; s++) {
        node = steps[(s - 1) % steps.length].next(node, scatter(own + s) * 2 ** -32);
        if (node < 0) break;
        nodes[at + s] = node;
      }
    }
    return nodes;
  };
}

interface Steps {
  /** Where an edge by weight leads to, -1 where there is none. @param draw from [0, 1) */
  next(node: number, draw: number): number;
}

function stepsOf({ rows, offsets, columns, values }: Csr): Steps {
  const sums = new Float64Array(values.length);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) sums[e] = sum += values[e];
  }
  return {
    next(node, draw) {
      let low = offsets[node];
      let high = offsets[node + 1] - 1;
      if (high < low || sums[high] === 0) return -1;
      const wanted = draw * sums[high];
      // The first entry whose sum exceeds it: one that weighs nothing is never it.
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (sums[middle] > wanted) high = middle;
        else low = middle + 1;
      }
      return columns[low];
    },
  };
}
