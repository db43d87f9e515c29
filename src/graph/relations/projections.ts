import { z } from 'zod';
import { transpose } from '../../base/csr';
import type { InteractionGraph } from '../interactions';
import { basketsOf, customersOfItems, itemsOfCustomers } from './affiliation';
import { type Projection, type ProjectionOptions, project, projectAhead, TIE_WEIGHTS } from './project';
import { defineRelation, type Relation, type Ties } from './relation';

export const projectionSchema = z.strictObject({
  weight: z.enum(TIE_WEIGHTS).default('cosine'),
  /** Each node keeps its so many strongest ties. */
  k: z.number().int().positive().default(10),
  /** How much two must have in common to be tied. */
  minShared: z.number().int().positive().default(1),
  /** Of a customer, item or basket that ties more, only the latest so many are tied: it would tie their square. */
  largestGroup: z.number().int().min(2).default(1000),
});

const SPACE: Relation['space'] = {
  weight: { choices: [...TIE_WEIGHTS] },
  k: { choices: [5, 10, 20, 50] },
};

export const itemProjection = defineRelation({
  name: 'item-projection',
  summary: 'items tied by the customers who bought both',
  options: projectionSchema,
  space: SPACE,
  between: 'items',
  isDirected: false,
  types: 1,
  build: (graph, options) => amongItems(graph, project(itemsOfCustomers(graph), options), 'customer', options),
});

export const customerProjection = defineRelation({
  name: 'customer-projection',
  summary: 'customers tied by the items that both bought',
  options: projectionSchema,
  space: SPACE,
  between: 'customers',
  isDirected: false,
  types: 1,
  build(graph, options) {
    const projection = project(customersOfItems(graph), options);
    return tiesOf(graph, projection, 0, noteOf(projection, 'item', options));
  },
});

export const coBasket = defineRelation({
  name: 'co-basket',
  summary: 'items tied by the baskets that held both',
  options: projectionSchema,
  space: SPACE,
  between: 'items',
  isDirected: false,
  types: 1,
  build: (graph, options) => amongItems(graph, project(basketsOf(graph), options), 'basket', options),
});

/** An edge leads from an item to one of the same customer's next basket: the later one hears of the earlier. */
export const nextBasket = defineRelation({
  name: 'next-basket',
  summary: "each item sends to those that customers' next baskets held",
  options: projectionSchema,
  space: SPACE,
  between: 'items',
  isDirected: true,
  types: 1,
  build(graph, options) {
    const baskets = basketsOf(graph);
    const next = baskets.customers.map((customer, g) => (baskets.customers[g + 1] === customer ? g + 1 : -1));
    return amongItems(graph, turned(projectAhead(baskets, next, options)), 'basket', options);
  },
});

function amongItems(graph: InteractionGraph, projection: Projection, group: string, options: ProjectionOptions): Ties {
  return tiesOf(graph, projection, graph.customers.length, noteOf(projection, group, options));
}

/** @param first the node that is member 0 */
function tiesOf(graph: InteractionGraph, { ties, counts, times }: Projection, first: number, note: string): Ties {
  const N = graph.nodeCount;
  const offsets = new Int32Array(N + 1).fill(ties.columns.length, first + ties.rows + 1);
  offsets.set(ties.offsets, first);
  const columns = ties.columns.map((member) => first + member);
  return { adjacency: { rows: N, cols: N, offsets, columns, values: ties.values }, counts, times, note };
}

function noteOf({ hubs }: Projection, group: string, { largestGroup }: ProjectionOptions): string {
  if (hubs === 0) return '';
  const groups = `${hubs.toLocaleString('en')} ${group}${hubs === 1 ? '' : 's'}`;
  return `of ${groups} with more than ${largestGroup.toLocaleString('en')} ties only the latest count`;
}

/** The transpose of a projection. */
function turned({ ties, counts, times, hubs }: Projection): Projection {
  const { origin, ...back } = transpose(ties);
  return {
    ties: back,
    counts: Int32Array.from(origin, (e) => counts[e]),
    times: Float64Array.from(origin, (e) => times[e]),
    hubs,
  };
}
