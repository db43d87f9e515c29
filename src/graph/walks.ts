import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';
import { Progress } from '../base/progress';
import { hash32, Random, scatter } from '../base/random';
import { compiledKernels, type Kernels, ownKernels, type Placed } from '../runtime/kernels/compiled';
import { type AliasTables, aliasTables } from './alias';

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
  take(first: number, end: number): Int32Array;
}

/**
 * Second-order random walks (Grover and Leskovec, KDD 2016). From v, having come from t, the walk steps
 * to a neighbour x with a chance proportional to
 *
 *   w(v, x) · { 1/p if x = t;  1 if x is a neighbour of t;  1/q otherwise }
 *
 * Candidates are drawn by weight from alias tables and rejected so that these chances come out exactly;
 * memory is linear in the edges and in the largest portion. A node without edges that weigh something is a walk of
 * itself alone. Walk w starts at node w mod N and has random numbers of its own, so that it is the same whatever
 * thread takes it.
 */
export class Walker implements WalkSource {
  readonly count: number;
  readonly length: number;
  readonly take: WalkSource['take'];

  /**
   * @param kernels whose memory nobody else uses while walks are taken; null for plain TypeScript, the reference
   * @throws InputError for negative weights
   */
  constructor(graph: Csr, options: WalkOptions, kernels = ownKernels(compiledKernels()?.threads) ?? null) {
    const terrain = terrainOf(graph, options);
    this.count = graph.rows * options.walksPerNode;
    this.length = options.walkLength;
    this.take = kernels ? takeCompiled(kernels, terrain, options) : takePlain(terrain, options);
  }
}

/** All walks at once. @throws InputError for negative weights */
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

/** What walkers read of a graph. */
interface Terrain {
  readonly nodeCount: number;
  /** Where each node's entries begin, and how many it has, 0 when none weighs something; [N, 2]. */
  readonly nodes: Int32Array;
  readonly columns: Int32Array;
  /** Draws entries by weight; undefined when all weigh the same. */
  readonly tables?: AliasTables;
  /** Columns ascending within each node; undefined when no step leads to a neighbour of the last node. */
  readonly sorted?: Int32Array;
  readonly secondOrder: boolean;
  /** 1/p, 1 and 1/q over the largest of them, in single precision. */
  readonly back: number;
  readonly near: number;
  readonly far: number;
}

function terrainOf(graph: Csr, { p, q, bipartite = false }: WalkOptions): Terrain {
  const { rows, offsets, columns, values } = graph;
  const usable = usableNodes(graph);
  const nodes = new Int32Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    nodes[2 * i] = offsets[i];
    nodes[2 * i + 1] = usable[i] ? offsets[i + 1] - offsets[i] : 0;
  }
  const most = Math.max(1, 1 / p, 1 / q);
  return {
    nodeCount: rows,
    nodes,
    columns,
    tables: values.some((value) => value !== values[0]) ? aliasTables(offsets, values) : undefined,
    sorted: bipartite || q === 1 ? undefined : sortedColumns(graph),
    secondOrder: p !== 1 || q !== 1,
    back: Math.fround(1 / p / most),
    near: Math.fround(1 / most),
    far: Math.fround(1 / q / most),
  };
}

/** By the compiled kernel, on as many threads as it has. */
function takeCompiled(kernels: Kernels, terrain: Terrain, options: WalkOptions): WalkSource['take'] {
  const { walkLength: length } = options;
  const { nodeCount, nodes, columns, tables, sorted, secondOrder, back, near, far } = terrain;
  const entries = tables ? 4 * columns.length : columns.length;
  const { threads } = kernels;
  // A draw from a node without entries looks one entry too far.
  kernels.reserve(nodes.length + entries + 4 + (sorted?.length ?? 0) + threads * LANES, 4 + threads);
  const drawn = kernels.ints(entries + 4);
  if (tables) {
    const keep = new Float32Array(drawn.view.buffer, drawn.at, entries);
    columns.forEach((column, e) => {
      keep[4 * e] = tables.keep[e];
      drawn.view[4 * e + 1] = column;
      drawn.view[4 * e + 2] = columns[tables.alias[e]];
    });
  } else drawn.view.set(columns);
  const pointers = [kernels.int(nodes), drawn.at, tables ? 1 : 0, sorted ? kernels.int(sorted) : 0] as const;
  const chances = [secondOrder ? 1 : 0, back, near, far] as const;
  const lanes = Array.from({ length: threads }, () => kernels.ints(LANES).at);
  const seed = seedOf(options);
  let out: Placed<Int32Array> = { at: 0, view: new Int32Array(0) };
  return (first, end) => {
    const size = (end - first) * length;
    if (out.view.length < size) {
      kernels.extend(size, 1);
      out = kernels.ints(size);
    }
    const walks = out.view.subarray(0, size).fill(-1);
    const startOf = (thread: number) => first + Math.floor(((end - first) * thread) / threads);
    if (size > 0)
      kernels.runEach(
        'randomWalks',
        lanes.map((scratch, thread) => {
          const from = startOf(thread);
          const place = out.at + 4 * (from - first) * length;
          return [from, startOf(thread + 1), seed, nodeCount, length, ...pointers, ...chances, place, scratch];
        }),
      );
    return walks;
  };
}

/** Words of scratch memory of a thread: 16 walkers of 12. */
const LANES = 16 * 12;

/** The same in plain TypeScript, to the bit: the reference. */
function takePlain(terrain: Terrain, options: WalkOptions): WalkSource['take'] {
  const { walkLength } = options;
  const { nodeCount, nodes, columns, tables, sorted, secondOrder, back, near, far } = terrain;
  const seed = seedOf(options);
  return (first, end) => {
    const walks = new Int32Array((end - first) * walkLength).fill(-1);
    for (let walk = first; walk < end; walk++) {
      const random = new Random(scatter(seed ^ walk));
      const at = (walk - first) * walkLength;
      let previous = -1;
      let current = walk % nodeCount;
      walks[at] = current;
      for (let step = 1; step < walkLength && nodes[2 * current + 1] > 0; ) {
        // One draw takes one random number: its upper digits are the entry, the rest where in it the draw fell.
        const product = random.bits() * nodes[2 * current + 1];
        const place = Math.floor(product / 2 ** 32);
        const slot = nodes[2 * current] + place;
        const within = Math.fround(product - place * 2 ** 32) / 2 ** 32;
        const candidate = columns[!tables || within < tables.keep[slot] ? slot : tables.alias[slot]];
        if (secondOrder) {
          const chance = Math.fround(random.bits()) / 2 ** 32;
          const isNear = () => sorted !== undefined && contains(sorted, nodes, previous, candidate);
          if (previous >= 0 && chance >= (candidate === previous ? back : isNear() ? near : far)) continue;
        }
        previous = current;
        current = candidate;
        walks[at + step++] = current;
      }
    }
    return walks;
  };
}

function seedOf({ seed }: WalkOptions): number {
  return hash32(`${seed}/walks`);
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

function contains(sorted: Int32Array, nodes: Int32Array, row: number, column: number): boolean {
  let low = nodes[2 * row];
  let high = low + nodes[2 * row + 1];
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low < end && sorted[low] === column;
}
