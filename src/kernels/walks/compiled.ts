import type { Exports, Kernels, Placed } from '../compiled';
import type { ReturnProposals, SecondOrderTables, TransitionTables, WalkBatch } from './types';

/** First-order walks by the compiled kernel, on all its threads. */
export function firstOrderCompiled(kernels: Kernels, graph: TransitionTables, length: number, seed: number): WalkBatch {
  kernels.reserve(0, 0);
  const places = placeTables(kernels, graph);
  return batchOnThreads(kernels, length, 'firstOrderWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    graph.nodeCount,
    length,
    ...places,
    out,
    lanes,
  ]);
}

/** Second-order walks by the compiled kernel, on all its threads. */
export function secondOrderCompiled(
  kernels: Kernels,
  graph: SecondOrderTables,
  length: number,
  seed: number,
): WalkBatch {
  const { nodeCount, hasTriangles, returns, back, near, far } = graph;
  kernels.reserve(0, 0);
  const places = placeTables(kernels, graph);
  const filter = hasTriangles ? placeFilter(kernels, graph, places) : ([0, 0] as const);
  const proposals = returns ? placeReturnProposals(kernels, returns) : ([0, 0] as const);
  return batchOnThreads(kernels, length, 'secondOrderWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    nodeCount,
    length,
    ...places,
    ...filter,
    ...proposals,
    back,
    near,
    far,
    out,
    lanes,
  ]);
}

type Places = readonly [nodes: number, entries: number, others: number];

/** Places nodes, entries and alias entries as the kernels read them. */
function placeTables(kernels: Kernels, { nodes, columns, tables }: TransitionTables): Places {
  // Lanes at a node without entries read the first entry, even if the graph has none.
  const count = Math.max(1, columns.length);
  kernels.extend(nodes.length + 3 * count, 3);
  const nodesAt = kernels.int(nodes);
  if (!tables) {
    const { at, view } = kernels.ints(count);
    view.fill(0).set(columns);
    return [nodesAt, at, 0];
  }
  return [nodesAt, placePairs(kernels, tables.keep, columns), kernels.int(tables.alias)];
}

/** Bits of the Bloom filter per edge. */
const FILTER_BITS = 10;

function placeFilter(
  kernels: Kernels,
  { nodeCount, columns }: TransitionTables,
  places: Places,
): readonly [filter: number, words: number] {
  const words = 1 + Math.ceil((columns.length * FILTER_BITS) / 64);
  kernels.extend(2 * words, 1);
  const { at, view } = kernels.ints(2 * words);
  view.fill(0);
  kernels.run.filterEdges(nodeCount, ...places, at, words);
  return [at, words];
}

function placeReturnProposals(
  kernels: Kernels,
  { entries, probabilities, maxima }: ReturnProposals,
): readonly [proposals: number, maxima: number] {
  kernels.extend(2 * entries.length + maxima.length, 2);
  return [placePairs(kernels, probabilities, entries), kernels.float(maxima)];
}

/** [n, 2]: the two arrays interleaved, so that one load fetches both. */
function placePairs(kernels: Kernels, numbers: Float32Array, integers: Int32Array): number {
  const { at, view } = kernels.ints(2 * integers.length);
  const floats = new Float32Array(view.buffer, at, view.length);
  for (let e = 0; e < integers.length; e++) {
    floats[2 * e] = numbers[e];
    view[2 * e + 1] = integers[e];
  }
  return at;
}

/** Words of scratch memory per thread: 19 fields of 64 lanes. */
const LANES = 19 * 64;

/** Batches of walks, each split evenly among the threads. */
export function batchOnThreads<Name extends keyof Exports>(
  kernels: Kernels,
  length: number,
  name: Name,
  call: (first: number, end: number, out: number, lanes: number) => Parameters<Exports[Name]>,
): WalkBatch {
  const { threads } = kernels;
  kernels.extend(threads * LANES, threads);
  const lanes = Array.from({ length: threads }, () => kernels.ints(LANES).at);
  let out: Placed<Int32Array> = { at: 0, view: new Int32Array(0) };
  return (first, end) => {
    const size = (end - first) * length;
    if (out.view.length < size) {
      kernels.extend(size, 1);
      out = kernels.ints(size);
    }
    const walks = out.view.subarray(0, size).fill(-1);
    const startOf = (thread: number) => first + Math.floor(((end - first) * thread) / threads);
    const calls = lanes.map((scratch, thread) => {
      const from = startOf(thread);
      return call(from, startOf(thread + 1), out.at + 4 * (from - first) * length, scratch);
    });
    if (size > 0) kernels.runEach(name, calls);
    return walks;
  };
}
