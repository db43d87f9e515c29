import type { Exports, Kernels, Placed } from '../runtime/kernels/compiled';
import type { BiasedTerrain, Terrain } from './terrain';
import type { Takes } from './walks';

/** First-order walks by the compiled kernel, on as many threads as it has. */
export function takeFreeCompiled(kernels: Kernels, terrain: Terrain, length: number, seed: number): Takes {
  reserve(kernels, terrain, 0);
  const ground = place(kernels, terrain);
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

/** Bits of the filter of edges for each of them. */
const FILTER_BITS = 10;

/** Second-order walks by the compiled kernel, on as many threads as it has. */
export function takeBiasedCompiled(kernels: Kernels, terrain: BiasedTerrain, length: number, seed: number): Takes {
  const { nodeCount, columns, triangles, reverse, returns, mostReturns, back, near, far } = terrain;
  const words = triangles ? Math.ceil((columns.length * FILTER_BITS) / 64) + 1 : 0;
  reserve(kernels, terrain, 2 * words + (reverse ? 2 * columns.length + nodeCount : 0));
  const ground = place(kernels, terrain);
  const filter = triangles ? kernels.ints(2 * words) : undefined;
  filter?.view.fill(0);
  if (filter) kernels.run.filterEdges(nodeCount, ...ground, filter.at, words);
  const filterPlace = [filter?.at ?? 0, words] as const;
  const ways = reverse && returns ? kernels.ints(2 * columns.length) : undefined;
  if (ways && reverse && returns) {
    const chances = new Float32Array(ways.view.buffer, ways.at, ways.view.length);
    for (let e = 0; e < columns.length; e++) {
      ways.view[2 * e] = reverse[e];
      chances[2 * e + 1] = reverse[e] < 0 ? 0 : returns[reverse[e]];
    }
  }
  const returnPlaces = [ways?.at ?? 0, mostReturns ? kernels.float(mostReturns) : 0] as const;
  return shareOut(kernels, length, 'biasedWalks', (first, end, out, lanes) => [
    first,
    end,
    seed,
    nodeCount,
    length,
    ...ground,
    ...filterPlace,
    ...returnPlaces,
    back,
    near,
    far,
    out,
    lanes,
  ]);
}

/** Words of scratch memory of a thread: 19 fields of 32 lanes. */
const LANES = 19 * 32;

function reserve(kernels: Kernels, { nodes, columns, tables }: Terrain, more: number): void {
  kernels.reserve(nodes.length + (tables ? 3 : 1) * columns.length + 1 + more, 8);
}

/** The terrain as kernels read it: nodes, entries, and what draws that leave their entry come to. */
function place(
  kernels: Kernels,
  { nodes, columns, tables }: Terrain,
): [nodes: number, entries: number, others: number] {
  // Lanes that stand at a node without entries look at the first entry, even where there is none.
  const count = Math.max(1, columns.length);
  if (!tables) {
    const { at, view } = kernels.ints(count);
    view.fill(0).set(columns);
    return [kernels.int(nodes), at, 0];
  }
  const { at, view } = kernels.ints(2 * count);
  const keep = new Float32Array(view.buffer, at, view.length);
  for (let e = 0; e < columns.length; e++) {
    keep[2 * e] = tables.keep[e];
    view[2 * e + 1] = columns[e];
  }
  return [kernels.int(nodes), at, kernels.int(tables.alias)];
}

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
