import type { Csr } from '../../base/csr';
import { InputError } from '../../base/errors';
import { hash32 } from '../../base/random';
import { compiledKernels, type Kernels, ownKernels } from '../../kernels/compiled';
import { checkWeights } from './terrain';
import { checkLength, type Takes, type WalkSource } from './walks';
import { shareOut } from './walksCompiled';
import { walkEach } from './walksPlain';

export interface TemporalWalkOptions {
  readonly walksPerNode: number;
  /** Nodes of a walk, its start among them. */
  readonly walkLength: number;
  readonly seed: number;
}

/**
 * Walks in which time never decreases (continuous-time dynamic network embeddings; Nguyen et al., WWW 2018). Each step
 * takes, by weight, one of the node's edges that are not earlier than the edge of the step before; the first step takes
 * any. A walk ends early where all edges are earlier. Edges of equal times may follow each other, among them the same
 * edge back.
 *
 * Walk w starts at node w mod N, has random numbers of its own and is the same whatever thread takes it. Memory is
 * linear in the edges and in the largest portion.
 */
export class TemporalWalker implements WalkSource {
  readonly count: number;
  readonly length: number;
  readonly take: Takes;

  /**
   * @param times of the graph's entries, in any unit; [nnz]
   * @param kernels whose memory nobody else uses while walks are taken; null for plain TypeScript, the reference
   * @throws InputError for a weight that is negative or not finite, for a time that is not, and for walks of no node
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
    const era = eraOf(graph, times);
    const seed = hash32(`${options.seed}/temporal walks`);
    this.take = kernels ? takeCompiled(kernels, era, length, seed) : takePlain(era, length, seed);
  }
}

/** What temporal walkers read of a graph. */
interface Era {
  readonly nodeCount: number;
  /** Where each node's entries begin, the latest first, and how many it has; [N, 2]. */
  readonly nodes: Int32Array;
  readonly columns: Int32Array;
  /** How many of the column's own entries are not earlier than each entry. */
  readonly onward: Int32Array;
  /** Weights up to and with each entry within its node; undefined when all weigh the same. */
  readonly sums?: Float64Array;
}

/** Edges that weigh 0 are none. */
function eraOf({ rows, offsets, columns, values }: Csr, times: Float64Array | Int32Array): Era {
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

/** How many of a node's entries are not earlier than a time. */
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

/** By the compiled kernel, on as many threads as it has. */
function takeCompiled(kernels: Kernels, era: Era, length: number, seed: number): Takes {
  const { nodeCount, nodes, columns, onward, sums } = era;
  const count = columns.length;
  kernels.reserve(nodes.length + 2 * count + (sums ? 2 * count : 0), 3);
  const entries = kernels.ints(2 * count);
  for (let e = 0; e < count; e++) {
    entries.view[2 * e] = columns[e];
    entries.view[2 * e + 1] = onward[e];
  }
  const places = [kernels.int(nodes), entries.at] as const;
  const weights = sums && kernels.doubles(count);
  weights?.view.set(sums ?? []);
  return shareOut(kernels, length, 'temporalWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    nodeCount,
    length,
    ...places,
    weights?.at ?? 0,
    out,
    lanes,
  ]);
}

/** The same in plain TypeScript, to the bit: the reference. */
function takePlain({ nodeCount, nodes, columns, onward, sums }: Era, length: number, seed: number): Takes {
  return walkEach(nodeCount, length, seed, (random, walk) => {
    let open = nodes[2 * walk[0] + 1];
    for (let step = 1; step < length && open > 0; step++) {
      const from = nodes[2 * walk[step - 1]];
      const share = random.bits() / 2 ** 32;
      const entry = sums ? firstAbove(sums, from, open, share) : from + Math.floor(open * share);
      walk[step] = columns[entry];
      open = onward[entry];
    }
  });
}

/** The first of so many entries whose sum exceeds a share of them all. */
function firstAbove(sums: Float64Array, from: number, count: number, share: number): number {
  let low = from;
  let high = from + count - 1;
  const sum = sums[high] * share;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle] > sum) high = middle;
    else low = middle + 1;
  }
  return low;
}
