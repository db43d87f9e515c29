import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';

/** A matrix derived from a block, and the block's edge that each entry comes from; -1 for a loop, which is none. */
export interface Derived extends Csr {
  readonly edge: Int32Array;
}

/** What is known of edges beside their weights; [E] each, in the adjacency's order. */
export interface EdgeColumns {
  /** Seconds since 1970 of an edge's last event. */
  readonly times?: Float64Array;
  /** When the graph is read, in seconds since 1970: what the times are as old against. */
  readonly now?: number;
  /** The kind of an edge, from 0 on. */
  readonly types?: Int32Array;
}

/** What a block that was cut out of a larger graph knows of that graph. */
export interface Origin {
  /** For each target the source that is the same node, -1 where there is none; [T]. */
  readonly self: Int32Array;
  /**
   * The sums of the columns of the looped adjacency, [S]: what a source sends in the whole graph, wherever to. Those of
   * the block itself if omitted.
   */
  readonly columnSums?: Float64Array;
}

/**
 * Edges from S source nodes to T target nodes, as layers read them: A[t, s] is the weight of the edge along which s sends
 * to t. A whole graph is the block whose sources and targets are its nodes.
 */
export class Block {
  private cache: Partial<Record<'plain' | 'mean' | 'looped' | 'symmetric', Derived>> = {};
  private readonly byType = new Map<number, Derived[]>();

  /**
   * @param adjacency A, [T × S]
   * @param origin omitted for a whole graph, whose targets are its sources
   */
  constructor(
    readonly adjacency: Csr,
    readonly edges: EdgeColumns = {},
    private readonly origin?: Origin,
  ) {
    const E = adjacency.columns.length;
    for (const name of ['times', 'types'] as const) {
      const column = edges[name];
      if (column && column.length !== E) throw new Error(`${column.length} ${name} for ${E} edges`);
    }
    if (!origin && adjacency.rows !== adjacency.cols)
      throw new Error(`a ${adjacency.rows} × ${adjacency.cols} block needs to be told which sources its targets are`);
  }

  get sources(): number {
    return this.adjacency.cols;
  }

  get targets(): number {
    return this.adjacency.rows;
  }

  /** A itself. */
  get plain(): Derived {
    this.cache.plain ??= { ...this.adjacency, edge: identity(this.adjacency.columns.length) };
    return this.cache.plain;
  }

  /** D⁻¹ A: rows sum to 1; the row of a target whose edges weigh nothing, or that has none, is 0. */
  get mean(): Derived {
    this.cache.mean ??= meanOf(this.plain);
    return this.cache.mean;
  }

  /** A with an edge of weight 1 from every target to itself, the first of its row. */
  get looped(): Derived {
    this.cache.looped ??= addLoops(this.adjacency, this.origin?.self);
    return this.cache.looped;
  }

  /** D^−½ Â C^−½ of Â, the looped A: its entries over the roots of their row's and their column's sums. */
  get symmetric(): Derived {
    this.cache.symmetric ??= symmetricOf(this.looped, this.columnSums);
    return this.cache.symmetric;
  }

  private get columnSums(): Float64Array {
    return this.origin?.columnSums ?? columnSums(this.looped);
  }

  /**
   * What some targets of a whole graph read: the block of all edges to them, and the node that each of its sources is;
   * the targets come first among them. [S']
   */
  cut(targets: Int32Array): { block: Block; sources: Int32Array } {
    const { offsets, columns, values } = this.adjacency;
    const places = new Map<number, number>();
    for (const target of targets) places.set(target, places.size);
    if (places.size < targets.length) throw new Error('a target stands twice');
    const kept: number[] = [];
    const ends = new Int32Array(targets.length + 1);
    targets.forEach((target, t) => {
      for (let e = offsets[target]; e < offsets[target + 1]; e++) {
        kept.push(e);
        if (!places.has(columns[e])) places.set(columns[e], places.size);
      }
      ends[t + 1] = kept.length;
    });
    const edges = Int32Array.from(kept);
    const sources = Int32Array.from(places.keys());
    const { times, now, types } = this.edges;
    const adjacency = {
      rows: targets.length,
      cols: sources.length,
      offsets: ends,
      columns: edges.map((e) => places.get(columns[e])!),
      values: Float32Array.from(edges, (e) => values[e]),
    };
    const sums = this.columnSums;
    const block = new Block(
      adjacency,
      {
        times: times && Float64Array.from(edges, (e) => times[e]),
        now,
        types: types && edges.map((e) => types[e]),
      },
      { self: identity(targets.length), columnSums: Float64Array.from(sources, (node) => sums[node]) },
    );
    return { block, sources };
  }

  /** The block without some of its edges. @param dropped 1 for an edge that is left out, [E] */
  without(dropped: Uint8Array): Block {
    const { edge, ...adjacency } = pick(this.adjacency, (e) => dropped[e] === 0);
    const { times, now, types } = this.edges;
    const left = {
      times: times && Float64Array.from(edge, (e) => times[e]),
      now,
      types: types && edge.map((e) => types[e]),
    };
    return new Block(adjacency, left, this.origin);
  }

  /** The types of the edges, so many at most. @throws InputError for an edge of another */
  typesUpTo(count: number): Int32Array {
    const { types } = this.edges;
    if (!types) throw new Error('the block was made without types of edges');
    const unknown = types.find((type) => type < 0 || type >= count);
    if (unknown !== undefined)
      throw new InputError(`an edge is of type ${unknown}`, undefined, `types from 0 to ${count - 1}`);
    return types;
  }

  /** The mean over the edges of each of so many types, from type 0 on. @throws InputError for an edge of another */
  ofTypes(count: number): readonly Derived[] {
    let means = this.byType.get(count);
    if (!means) {
      const types = this.typesUpTo(count);
      means = Array.from({ length: count }, (_, type) => meanOf(pick(this.adjacency, (edge) => types[edge] === type)));
      this.byType.set(count, means);
    }
    return means;
  }
}

function identity(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}

function addLoops({ rows, cols, offsets, columns, values }: Csr, self?: Int32Array): Derived {
  const most = columns.length + rows;
  const looped = { offsets: new Int32Array(rows + 1), columns: new Int32Array(most) };
  const weights = new Float32Array(most);
  const edge = new Int32Array(most);
  let size = 0;
  const add = (column: number, weight: number, from: number) => {
    looped.columns[size] = column;
    weights[size] = weight;
    edge[size++] = from;
  };
  for (let i = 0; i < rows; i++) {
    const own = self ? self[i] : i;
    if (own >= 0) add(own, 1, -1);
    for (let e = offsets[i]; e < offsets[i + 1]; e++) if (columns[e] !== own) add(columns[e], values[e], e);
    looped.offsets[i + 1] = size;
  }
  return {
    rows,
    cols,
    offsets: looped.offsets,
    columns: looped.columns.slice(0, size),
    values: weights.slice(0, size),
    edge: edge.slice(0, size),
  };
}

/** Some of the edges. */
function pick({ rows, cols, offsets, columns, values }: Csr, keep: (edge: number) => boolean): Derived {
  const edge = identity(columns.length).filter(keep);
  const kept = new Int32Array(rows + 1);
  for (let i = 0, next = 0; i < rows; i++) {
    while (next < edge.length && edge[next] < offsets[i + 1]) next++;
    kept[i + 1] = next;
  }
  return {
    rows,
    cols,
    offsets: kept,
    columns: edge.map((e) => columns[e]),
    values: Float32Array.from(edge, (e) => values[e]),
    edge,
  };
}

function meanOf(csr: Derived): Derived {
  const sums = rowSums(csr);
  return reweight(csr, (weight, i) => weight / sums[i]);
}

function symmetricOf(csr: Derived, columns: Float64Array): Derived {
  const rows = rowSums(csr);
  return reweight(csr, (weight, i, j) => weight / Math.sqrt(rows[i] * columns[j]));
}

/** @throws InputError for a negative weight: sums could be 0 where there are edges, or negative */
function rowSums({ rows, offsets, values }: Csr): Float64Array {
  const negative = values.find((weight) => weight < 0);
  if (negative !== undefined) throw new InputError(`an edge weighs ${negative}`, undefined, 'weights of 0 or more');
  const sums = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) sums[i] += values[e];
  return sums;
}

function columnSums({ cols, columns, values }: Csr): Float64Array {
  const sums = new Float64Array(cols);
  for (let e = 0; e < columns.length; e++) sums[columns[e]] += values[e];
  return sums;
}

/** Other weights for the edges that weigh something. */
function reweight(csr: Derived, weightOf: (weight: number, i: number, j: number) => number): Derived {
  const values = new Float32Array(csr.values.length);
  for (let i = 0; i < csr.rows; i++)
    for (let e = csr.offsets[i]; e < csr.offsets[i + 1]; e++)
      if (csr.values[e]) values[e] = weightOf(csr.values[e], i, csr.columns[e]);
  return { ...csr, values };
}
