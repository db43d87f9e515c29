import type { Csr } from '../../base/csr';
import { InputError } from '../../base/errors';
import { hash32 } from '../../base/random';
import { compiledKernels, ownKernels } from '../../kernels/compiled';
import { temporalWalks } from '../../kernels/temporalWalks';
import type { TemporalAdjacency } from '../../kernels/temporalWalks/types';
import type { WalkBatch } from '../../kernels/walks/types';
import { checkWeights } from './transitionTables';
import { checkLength, type WalkSource } from './walks';

export interface TemporalWalkOptions {
  readonly walksPerNode: number;
  /** Nodes of a walk, including its start. */
  readonly walkLength: number;
  readonly seed: number;
}

/**
 * Walks in which time never decreases (continuous-time dynamic network embeddings; Nguyen et al., WWW 2018). Each step
 * takes, by weight, one of the node's edges that are not earlier than the edge of the step before; the first step takes
 * any. A walk ends early where all edges are earlier. Edges of equal times may follow each other, even the same edge
 * back.
 *
 * Walk w starts at node w mod N, has a random stream of its own and does not depend on the number of threads. Memory is
 * linear in the edges and in the largest batch.
 */
export class TemporalWalker implements WalkSource {
  readonly count: number;
  readonly length: number;
  readonly batch: WalkBatch;

  /**
   * @param times of the graph's entries, in any unit; [nnz]
   * @param kernels whose memory nobody else uses between the batches; null for plain TypeScript, the reference
   * @throws InputError for a weight that is negative or not finite, for a time that is not, and for walks without nodes
   */
  constructor(
    graph: Csr,
    times: Float64Array | Int32Array,
    options: TemporalWalkOptions,
    kernels = ownKernels(compiledKernels()?.threads) ?? null,
  ) {
    checkWeights(graph);
    if (times.length !== graph.columns.length)
      throw new Error(`${times.length} times, ${graph.columns.length} entries`);
    const wrong = times.findIndex((time) => !Number.isFinite(time));
    if (wrong >= 0) throw new InputError(`the time of entry ${wrong} is ${times[wrong]}`, undefined, 'a finite number');
    const { walksPerNode, walkLength: length } = options;
    checkLength(length);
    this.count = graph.rows * walksPerNode;
    this.length = length;
    const seed = hash32(`${options.seed}/temporal walks`);
    this.batch = temporalWalks(temporalAdjacency(graph, times), length, seed, kernels);
  }
}

/** Sorts each node's entries by descending time; edges of weight 0 are left out. */
function temporalAdjacency(
  { rows, offsets, columns, values }: Csr,
  times: Float64Array | Int32Array,
): TemporalAdjacency {
  const order = new Int32Array(values.length).map((_, e) => e);
  const nodes = new Int32Array(2 * rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const from = count;
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (values[e] > 0) order[count++] = e;
    if (count === from) continue;
    order.subarray(from, count).sort((a, b) => times[b] - times[a]);
    nodes[2 * i] = from;
    nodes[2 * i + 1] = count - from;
  }
  const kept = order.subarray(0, count);
  const timesKept = Float64Array.from(kept, (e) => times[e]);
  const columnsKept = kept.map((e) => columns[e]);
  const onward = columnsKept.map((column, e) => notEarlier(timesKept, nodes, column, timesKept[e]));
  const even = kept.every((e) => values[e] === values[kept[0]]);
  return { nodeCount: rows, nodes, columns: columnsKept, onward, sums: even ? undefined : sumsOf(nodes, kept, values) };
}

/** The number of a node's entries that are not earlier than a time. */
function notEarlier(times: Float64Array, nodes: Int32Array, node: number, time: number): number {
  const from = nodes[2 * node];
  let low = from;
  let high = from + nodes[2 * node + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] >= time) low = middle + 1;
    else high = middle;
  }
  return low - from;
}

function sumsOf(nodes: Int32Array, entries: Int32Array, weights: Float32Array): Float64Array {
  const sums = new Float64Array(entries.length);
  for (let i = 0; i < nodes.length; i += 2) {
    let sum = 0;
    for (let e = nodes[i]; e < nodes[i] + nodes[i + 1]; e++) sums[e] = sum += weights[entries[e]];
  }
  return sums;
}
