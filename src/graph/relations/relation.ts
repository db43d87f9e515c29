import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Csr } from '../../base/csr';
import type { InteractionGraph } from '../interactions';

/** Edges between the nodes of a customer–item graph, as of its time. */
export interface Ties {
  /** A[t, s] is the weight of the edge along which s sends to t; [N, N] */
  readonly adjacency: Csr;
  /** How many customers, items, baskets or purchases stand behind each edge, in the adjacency's order. */
  readonly counts: Int32Array;
  /** When the latest of them was, in seconds since 1970. */
  readonly times: Float64Array;
  /** The type of each edge, below the relation's `types`; 0 for all if omitted. */
  readonly types?: Uint8Array;
  /** What was left out to keep the work within bounds, in one line; empty where nothing was. */
  readonly note: string;
}

/** A way in which customers and items are tied: a type of edges, or several. */
export interface Relation<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  readonly between: 'customers' | 'items' | 'customers and items';
  /** Whether an edge leads from the one to the other and not back; its adjacency is symmetric otherwise. */
  readonly isDirected: boolean;
  /** How many types of edges it has: what layers that read types tell apart. */
  readonly types: number;
  build(graph: InteractionGraph, options: z.output<Options>): Ties;
}

/** Declares a relation. */
export function defineRelation<Options extends z.ZodType>(relation: Relation<Options>): Relation {
  return relation as unknown as Relation;
}
