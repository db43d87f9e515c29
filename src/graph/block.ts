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
  /** The kind of an edge, from 0 on. */
  readonly types?: Int32Array;
}

/**
 * Edges from S source nodes to T target nodes, as layers read them: A[t, s] is the weight of the edge along which s sends
 * to t. A whole graph is the block whose sources and targets are its nodes.
 */
export class Block {
  private cache: Partial<Record<'plain' | 'mean' | 'looped' | 'symmetric', Derived>> = {};
  private byType?: Derived[];

  /**
   * @param adjacency A, [T × S]
   * @param self for each target the source that is the same node, -1 where there is none; the same number if omitted,
   *   as in a whole graph
   */
  constructor(
    readonly adjacency: Csr,
    readonly edges: EdgeColumns = {},
    private readonly self?: Int32Array,
  ) {
    const E = adjacency.columns.length;
    for (const [name, column] of Object.entries(edges))
      if (column && column.length !== E) throw new Error(`${column.length} ${name} for ${E} edges`);
    if (!self && adjacency.rows !== adjacency.cols)
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
    this.cache.looped ??= addLoops(this.adjacency, this.self);
    return this.cache.looped;
  }

  /** D^−½ Â C^−½ of Â, the looped A: its entries over the roots of their row's and their column's sums. */
  get symmetric(): Derived {
    this.cache.symmetric ??= symmetricOf(this.looped);
    return this.cache.symmetric;
  }

  /** The mean over the edges of each type, from type 0 on. @throws Error when the block has no types */
  ofTypes(count: number): readonly Derived[] {
    const { types } = this.edges;
    if (!types) throw new Error('the block was made without types of edges');
    this.byType ??= Array.from({ length: count }, (_, type) =>
      meanOf(pick(this.adjacency, (edge) => types[edge] === type)),
    );
    return this.byType;
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

function symmetricOf(csr: Derived): Derived {
  const rows = rowSums(csr);
  const columns = new Float64Array(csr.cols);
  for (let e = 0; e < csr.columns.length; e++) columns[csr.columns[e]] += csr.values[e];
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

/** Other weights for the edges that weigh something. */
function reweight(csr: Derived, weightOf: (weight: number, i: number, j: number) => number): Derived {
  const values = new Float32Array(csr.values.length);
  for (let i = 0; i < csr.rows; i++)
    for (let e = csr.offsets[i]; e < csr.offsets[i + 1]; e++)
      if (csr.values[e]) values[e] = weightOf(csr.values[e], i, csr.columns[e]);
  return { ...csr, values };
}
