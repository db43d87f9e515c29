import { z } from 'zod';
import type { InteractionGraph } from '../interactions';
import { type Projection, type ProjectionOptions, TIE_WEIGHTS } from './project';
import type { Relation, Ties } from './relation';

export const projectionSchema = z.strictObject({
  weight: z.enum(TIE_WEIGHTS).default('cosine'),
  /** Each node keeps its so many strongest ties. */
  k: z.number().int().positive().default(10),
  /** How much two must have in common to be tied. */
  minShared: z.number().int().positive().default(1),
  /** Of a customer, item or basket that ties more, only the latest so many are tied: it would tie their square. */
  largestGroup: z.number().int().min(2).default(1000),
});

/** What relations by projection have in common. */
export const PROJECTION = {
  options: projectionSchema,
  space: { weight: { choices: [...TIE_WEIGHTS] }, k: { choices: [5, 10, 20, 50] } },
  isDirected: false,
  types: 1,
} satisfies Partial<Relation<typeof projectionSchema>>;

/**
 * Ties among items as ties between the nodes of a graph.
 * @param group what a group is called
 */
export function tiesOfItems(
  graph: InteractionGraph,
  projection: Projection,
  group: string,
  options: ProjectionOptions,
): Ties {
  return tiesFrom(graph, projection, graph.customers.length, noteOf(projection, group, options));
}

/** Ties among customers as ties between the nodes of a graph. */
export function tiesOfCustomers(
  graph: InteractionGraph,
  projection: Projection,
  group: string,
  options: ProjectionOptions,
): Ties {
  return tiesFrom(graph, projection, 0, noteOf(projection, group, options));
}

/** @param first the node that is member 0 */
function tiesFrom(graph: InteractionGraph, { ties, counts, times }: Projection, first: number, note: string): Ties {
  const N = graph.nodeCount;
  const offsets = new Int32Array(N + 1).fill(ties.columns.length, first + ties.rows + 1);
  offsets.set(ties.offsets, first);
  const columns = ties.columns.map((member) => first + member);
  return { adjacency: { rows: N, cols: N, offsets, columns, values: ties.values }, counts, times, note };
}

/** What was left out of a projection, in one line; empty where nothing was. @param group what a group is called */
export function noteOf(
  { hubs }: Pick<Projection, 'hubs'>,
  group: string,
  { largestGroup }: Pick<ProjectionOptions, 'largestGroup'>,
): string {
  if (hubs === 0) return '';
  const groups = `${hubs.toLocaleString('en')} ${group}${hubs === 1 ? '' : 's'}`;
  return `of ${groups} with more than ${largestGroup.toLocaleString('en')} ties only the latest count`;
}
