import type { Exports, Kernels, Placed } from '../runtime/kernels/compiled';
import type { BiasedTerrain, Terrain } from './terrain';
import type { Takes } from './walks';

/** First-order walks by the compiled kernel, on as many threads as it has. */
export function takeFreeCompiled(kernels: Kernels, terrain: Terrain, length: number, seed: number): Takes {
  reserve(kernels, terrain, 0);
  const ground = place(kernels, terrain);
  return takes(kernels, length, 'randomWalks', (first, end, out, lanes) => [
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

/** Bits of the filter of edges for each of them: one in forty that is no edge passes for one. */
const FILTER_BITS = 10;

/** Second-order walks by the compiled kernel, on as many threads as it has. */
export function takeBiasedCompiled(kernels: Kernels, terrain: BiasedTerrain, length: number, seed: number): Takes {
  const { nodeCount, columns, triangles, returns, mostReturns, back, near, far } = terrain;
  const words = triangles ? Math.ceil((columns.length * FILTER_BITS) / 64) + 1 : 0;
  reserve(kernels, terrain, 2 * words + nodeCount);
  const ground = place(kernels, terrain, returns);
  const filter = triangles ? kernels.ints(2 * words) : undefined;
  filter?.view.fill(0);
  if (filter) kernels.run.filterEdges(nodeCount, ...ground, filter.at, words);
  const bias = [filter?.at ?? 0, words, mostReturns ? kernels.float(mostReturns) : 0, back, near, far] as const;
  return takes(kernels, length, 'biasedWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    nodeCount,
    length,
    ...ground,
    ...bias,
    out,
    lanes,
  ]);
}

/** Words of scratch memory of a thread: 16 walkers of 16. */
const LANES = 16 * 16;

function reserve(kernels: Kernels, { nodes, columns, tables }: Terrain, more: number): void {
  kernels.reserve(nodes.length + (tables ? 4 : 1) * columns.length + 4 + more + kernels.threads * LANES, 16);
}

/** The terrain as kernels read it: nodes, entries, whether these are weighted. */
function place(
  kernels: Kernels,
  { nodes, columns, tables }: Terrain,
  returns?: Float32Array,
): [nodes: number, entries: number, weighted: number] {
  // A draw from a node without entries looks one entry too far.
  const length = (tables ? 4 : 1) * columns.length + 4;
  const { at, view } = kernels.ints(length);
  if (tables) {
    const chances = new Float32Array(view.buffer, at, length);
    for (let e = 0; e < columns.length; e++) {
      chances[4 * e] = tables.keep[e];
      view[4 * e + 1] = columns[e];
      view[4 * e + 2] = columns[tables.alias[e]];
      if (returns) chances[4 * e + 3] = returns[e];
    }
  } else view.set(columns);
  return [kernels.int(nodes), at, tables ? 1 : 0];
}

/** Shares a portion of walks out among the threads. */
function takes<Name extends keyof Exports>(
  kernels: Kernels,
  length: number,
  name: Name,
  call: (first: number, end: number, out: number, lanes: number) => Parameters<Exports[Name]>,
): Takes {
  const { threads } = kernels;
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
