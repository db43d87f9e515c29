import type { Exports, Kernels, Placed } from '../../kernels/compiled';
import type { BiasedTerrain, Returns, Terrain } from './terrain';
import type { Takes } from './walks';

/** First-order walks by the compiled kernel, on as many threads as it has. */
export function takeFreeCompiled(kernels: Kernels, terrain: Terrain, length: number, seed: number): Takes {
  kernels.reserve(0, 0);
  const ground = placeTerrain(kernels, terrain);
  return shareOut(kernels, length, 'randomWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    terrain.nodeCount,
    length,
    ...ground,
    out,
    lanes,
  ]);
}

/** Second-order walks by the compiled kernel, on as many threads as it has. */
export function takeBiasedCompiled(kernels: Kernels, terrain: BiasedTerrain, length: number, seed: number): Takes {
  const { nodeCount, triangles, returns, back, near, far } = terrain;
  kernels.reserve(0, 0);
  const ground = placeTerrain(kernels, terrain);
  const filter = triangles ? placeFilter(kernels, terrain, ground) : ([0, 0] as const);
  const waysBack = returns ? placeReturns(kernels, returns) : ([0, 0] as const);
  return shareOut(kernels, length, 'biasedWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    nodeCount,
    length,
    ...ground,
    ...filter,
    ...waysBack,
    back,
    near,
    far,
    out,
    lanes,
  ]);
}

type Ground = readonly [nodes: number, entries: number, others: number];

/** The terrain as kernels read it: nodes, entries, and the entries that draws leave for. */
function placeTerrain(kernels: Kernels, { nodes, columns, tables }: Terrain): Ground {
  // Lanes that stand at a node without entries look at the first entry, even where there is none.
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

/** Bits of the filter of edges for each of them. */
const FILTER_BITS = 10;

function placeFilter(
  kernels: Kernels,
  { nodeCount, columns }: Terrain,
  ground: Ground,
): readonly [filter: number, words: number] {
  const words = 1 + Math.ceil((columns.length * FILTER_BITS) / 64);
  kernels.extend(2 * words, 1);
  const { at, view } = kernels.ints(2 * words);
  view.fill(0);
  kernels.run.filterEdges(nodeCount, ...ground, at, words);
  return [at, words];
}

function placeReturns(kernels: Kernels, { entries, chances, most }: Returns): readonly [ways: number, most: number] {
  kernels.extend(2 * entries.length + most.length, 2);
  return [placePairs(kernels, chances, entries), kernels.float(most)];
}

/** [n, 2]: a number of the first and one of the second side by side, so that they come at one look. */
function placePairs(kernels: Kernels, numbers: Float32Array, integers: Int32Array): number {
  const { at, view } = kernels.ints(2 * integers.length);
  const floats = new Float32Array(view.buffer, at, view.length);
  for (let e = 0; e < integers.length; e++) {
    floats[2 * e] = numbers[e];
    view[2 * e + 1] = integers[e];
  }
  return at;
}

/** Words of scratch memory of a thread: 19 fields of 64 lanes. */
const LANES = 19 * 64;

/** Shares a portion of walks out among the threads. */
export function shareOut<Name extends keyof Exports>(
  kernels: Kernels,
  length: number,
  name: Name,
  call: (first: number, end: number, out: number, lanes: number) => Parameters<Exports[Name]>,
): Takes {
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
