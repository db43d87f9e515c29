import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';
import { addLoops, columnSums, type Derived, identity, meanOf, pick, symmetricOf } from './derived';

/** What is known of a block beside the weights of its edges. Edges stand in the adjacency's order. */
export interface BlockAttributes {
  /** How long before the graph is read an edge's last event was, in days; [E]. */
  readonly ages?: Float64Array;
  /** The type of each edge, from 0 on; [E]. */
  readonly types?: Int32Array;
  /** The kind of each source, from 0 on; [S]. */
  readonly kinds?: Int32Array;
}

/** What a layer may read of a block beside the weights of its edges. */
export type BlockAttribute = keyof BlockAttributes;

/** What a block that was cut out of a larger graph knows of that graph. */
export interface Origin {
  /** For each target the source that is the same node, -1 where there is none; [T]. */
  readonly self: Int32Array;
  /**
   * The sums of the columns of the adjacency without loops, [S]: what a source sends in the whole graph, wherever to.
   * Those of the block itself if omitted.
   */
  readonly columnSums?: Float64Array;
}

/**
 * Edges from S source nodes to T target nodes, as layers read them: A[t, s] is the weight of the edge along which s sends
 * to t. A whole graph is the block whose sources and targets are its nodes.
 */
export class Block {
  private cache: Partial<Record<'plain' | 'mean' | 'looped' | 'symmetric' | 'symmetricUnlooped', Derived>> = {};
  private readonly byType = new Map<number, Derived[]>();

  /**
   * @param adjacency A, [T × S]
   * @param origin omitted for a whole graph, whose targets are its sources
   */
  constructor(
    readonly adjacency: Csr,
    readonly attributes: BlockAttributes = {},
    private readonly origin?: Origin,
  ) {
    const E = adjacency.columns.length;
    for (const [name, size, owners] of [
      ['ages', E, 'edges'],
      ['types', E, 'edges'],
      ['kinds', adjacency.cols, 'sources'],
    ] as const) {
      const given = attributes[name]?.length ?? size;
      if (given !== size) throw new Error(`${given} ${name} for ${size} ${owners}`);
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
    const sums = this.origin?.columnSums?.map((sum) => sum + 1);
    this.cache.symmetric ??= symmetricOf(this.looped, sums ?? columnSums(this.looped));
    return this.cache.symmetric;
  }

  /** The same of A without any loops. */
  get symmetricUnlooped(): Derived {
    this.cache.symmetricUnlooped ??= symmetricOf(this.unlooped, this.columnSums);
    return this.cache.symmetricUnlooped;
  }

  /** A without loops. */
  private get unlooped(): Derived {
    const { looped } = this;
    const kept = pick(looped, (e) => looped.edge[e] >= 0);
    return { ...kept, edge: kept.edge.map((e) => looped.edge[e]) };
  }

  private get columnSums(): Float64Array {
    return this.origin?.columnSums ?? columnSums(this.unlooped);
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
    const { ages, types, kinds } = this.attributes;
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
        ages: ages && Float64Array.from(edges, (e) => ages[e]),
        types: types && edges.map((e) => types[e]),
        kinds: kinds && sources.map((node) => kinds[node]),
      },
      { self: identity(targets.length), columnSums: Float64Array.from(sources, (node) => sums[node]) },
    );
    return { block, sources };
  }

  /** The block without some of its edges. @param dropped 1 for an edge that is left out, [E] */
  without(dropped: Uint8Array): Block {
    const { edge, ...adjacency } = pick(this.adjacency, (e) => dropped[e] === 0);
    const { ages, types, kinds } = this.attributes;
    const left = {
      ages: ages && Float64Array.from(edge, (e) => ages[e]),
      types: types && edge.map((e) => types[e]),
      kinds,
    };
    return new Block(adjacency, left, this.origin);
  }

  /** The ages of the edges in days. */
  get ages(): Float64Array {
    return this.attribute('ages') as Float64Array;
  }

  /** The types of the edges, so many at most. @throws InputError for an edge of another */
  typesUpTo(count: number): Int32Array {
    return checkRange('an edge is of type', 'types', this.attribute('types') as Int32Array, count);
  }

  /** The kinds of the sources and of the targets, so many at most. @throws InputError for a node of another */
  kindsUpTo(count: number): { readonly sources: Int32Array; readonly targets: Int32Array } {
    const sources = checkRange('a node is of kind', 'kinds', this.attribute('kinds') as Int32Array, count);
    if (!this.origin) return { sources, targets: sources };
    if (this.origin.self.some((source) => source < 0)) throw new Error('a target is none of the sources');
    return { sources, targets: this.origin.self.map((source) => sources[source]) };
  }

  private attribute(name: BlockAttribute): Float64Array | Int32Array {
    const values = this.attributes[name];
    if (!values) throw new Error(`the block was made without ${name}`);
    return values;
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

/** @throws InputError for a number that is not from 0 to count − 1 */
function checkRange(what: string, plural: string, values: Int32Array, count: number): Int32Array {
  const unknown = values.find((value) => value < 0 || value >= count);
  if (unknown !== undefined) throw new InputError(`${what} ${unknown}`, undefined, `${plural} from 0 to ${count - 1}`);
  return values;
}
