import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import { aliasTables } from './alias';

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

/**
 * Second-order random walks (Grover and Leskovec, KDD 2016). From v, having come from t, the walk steps
 * to a neighbour x with a chance proportional to
 *
 *   w(v, x) · { 1/p if x = t;  1 if x is a neighbour of t;  1/q otherwise }
 *
 * Candidates are drawn by weight from alias tables and rejected so that these chances come out exactly;
 * memory is linear in the edges. A node without edges is a walk of itself alone.
 * @throws InputError for negative weights
 */
export function randomWalks(graph: Csr, options: WalkOptions): Walks {
  const { walksPerNode, walkLength, p, q, bipartite = false, seed } = options;
  const { offsets, columns } = graph;
  const usable = usableNodes(graph);
  const tables = aliasTables(offsets, graph.values);
  const sorted = bipartite ? undefined : sortedColumns(graph);
  const nodes = new Int32Array(graph.rows * walksPerNode * walkLength).fill(-1);
  const most = Math.max(1, 1 / p, 1 / q);
  const random = Random.of(seed, 'walks');
  const firstOrder = p === 1 && q === 1;
  for (let walk = 0; walk < graph.rows * walksPerNode; walk++) {
    const at = walk * walkLength;
    let previous = -1;
    let current = walk % graph.rows;
    nodes[at] = current;
    for (let step = 1; step < walkLength; step++) {
      const from = offsets[current];
      const degree = offsets[current + 1] - from;
      if (degree === 0 || !usable[current]) break;
      let next: number;
      for (;;) {
        const slot = from + random.int(degree);
        next = columns[random.next() < tables.keep[slot] ? slot : tables.alias[slot]];
        if (firstOrder || previous < 0) break;
        const near = next !== previous && sorted !== undefined && contains(sorted, offsets, previous, next);
        const bias = next === previous ? 1 / p : near ? 1 : 1 / q;
        if (random.next() * most < bias) break;
      }
      previous = current;
      current = next;
      nodes[at + step] = current;
    }
  }
  return { nodes, length: walkLength, count: graph.rows * walksPerNode };
}

/** Whether a node has an edge that weighs something. @throws InputError for negative weights */
function usableNodes({ rows, offsets, values }: Csr): Uint8Array {
  const usable = new Uint8Array(rows);
  for (let i = 0; i < rows; i++)
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      if (!(values[e] >= 0))
        throw new InputError(`an edge of node ${i} weighs ${values[e]}`, undefined, 'weights of 0 or more');
      if (values[e] > 0) usable[i] = 1;
    }
  return usable;
}

function sortedColumns({ rows, offsets, columns }: Csr): Int32Array {
  const sorted = columns.slice();
  for (let i = 0; i < rows; i++) sorted.subarray(offsets[i], offsets[i + 1]).sort();
  return sorted;
}

function contains(sorted: Int32Array, offsets: Int32Array, row: number, column: number): boolean {
  let low = offsets[row];
  let high = offsets[row + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low < offsets[row + 1] && sorted[low] === column;
}
