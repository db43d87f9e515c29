import { UndirectedGraph } from 'graphology';
import type { InteractionGraph } from '../../graph/interactions';
import { type Affiliation, basketsOf, customersOfItems, itemsOfCustomers } from '../../graph/relations/affiliation';
import { project } from '../../graph/relations/project';
import { noteOf } from '../../graph/relations/projection';
import { assignCommunities } from './communities';
import type { NodeAttributes, ViewGraph } from './viewGraph';

/**
 * Items tied by common customers, items tied by common baskets, customers tied by common items, or customers tied to the
 * items that they bought.
 */
export const VIEWS = ['items', 'baskets', 'customers', 'bipartite'] as const;
export type View = (typeof VIEWS)[number];

/** Of a customer, item or basket that would tie more, only the latest so many are tied. */
const LARGEST_GROUP = 2000;

export interface ViewOptions {
  readonly view: View;
  /** How many of the items with the most customers are shown. */
  readonly items: number;
  /** How many of the customers with the most items are shown. */
  readonly customers: number;
  /** Each node keeps its so many strongest ties. */
  readonly ties: number;
  /** Of the communities. */
  readonly seed: number;
}

/** The part of a customer–item graph that a picture has room for, as a Graphology graph with communities. */
export function viewOf(graph: InteractionGraph, { view, items, customers, ties, seed }: ViewOptions): ViewGraph {
  const shown = drawn(graph, { view, items, customers, ties });
  assignCommunities(shown, seed);
  return shown;
}

function drawn(graph: InteractionGraph, { view, items, customers, ties }: Omit<ViewOptions, 'seed'>): ViewGraph {
  const C = graph.customers.length;
  switch (view) {
    case 'items':
      return projection(graph, 'customer', itemsOfCustomers(graph), C, mostTied(graph, 'item', items), ties);
    case 'baskets':
      return projection(graph, 'basket', basketsOf(graph), C, mostTied(graph, 'item', items), ties);
    case 'customers':
      return projection(graph, 'item', customersOfItems(graph), 0, mostTied(graph, 'customer', customers), ties);
    case 'bipartite':
      return bipartite(graph, mostTied(graph, 'item', items), customers, ties);
  }
}

/** The nodes of one kind with the most edges, most first. */
function mostTied(graph: InteractionGraph, kind: NodeAttributes['kind'], count: number): Int32Array {
  const { offsets } = graph.adjacency();
  const first = kind === 'item' ? graph.customers.length : 0;
  const total = kind === 'item' ? graph.items.length : graph.customers.length;
  const degree = (node: number) => offsets[node + 1] - offsets[node];
  return Int32Array.from({ length: total }, (_, i) => first + i)
    .sort((a, b) => degree(b) - degree(a) || a - b)
    .slice(0, count);
}

/**
 * Nodes of one kind, tied by the groups that they share: cos(i, j) = |G_i ∩ G_j| / √(|G_i| |G_j|). Two that share only one
 * are not tied, and each node keeps its strongest ties: the full projection of a shop is one hairball.
 * @param group what a group is called
 * @param first the node that is the affiliation's member 0
 */
function projection(
  graph: InteractionGraph,
  group: string,
  affiliation: Affiliation,
  first: number,
  shown: Int32Array,
  k: number,
): ViewGraph {
  const result: ViewGraph = new UndirectedGraph();
  const isShown = new Uint8Array(affiliation.size);
  for (const node of shown) {
    addNode(result, graph, node);
    isShown[node - first] = 1;
  }
  const options = { weight: 'cosine', k, minShared: 2, largestGroup: LARGEST_GROUP } as const;
  const { ties, counts, hubs } = project(affiliation, options, isShown);
  result.setAttribute('note', noteOf({ hubs }, group, options));
  for (let i = 0; i < ties.rows; i++)
    for (let e = ties.offsets[i]; e < ties.offsets[i + 1]; e++)
      if (i < ties.columns[e])
        result.addEdge(first + i, first + ties.columns[e], { weight: ties.values[e], count: counts[e] });
  return result;
}

/**
 * Items, and the customers who bought the most of them, tied by their purchases. Each node keeps its strongest
 * ties by w / √(W_c W_i), the weight of an edge in a graph convolution (Kipf and Welling, ICLR 2017): what is a
 * large part of what the customer buys, and of whom the item is bought by.
 */
function bipartite(graph: InteractionGraph, items: Int32Array, customers: number, ties: number): ViewGraph {
  const { offsets, columns, values } = graph.adjacency();
  const isShown = new Uint8Array(graph.nodeCount);
  for (const item of items) isShown[item] = 1;
  const bought = new Int32Array(graph.customers.length);
  for (const item of items) for (let e = offsets[item]; e < offsets[item + 1]; e++) bought[columns[e]]++;
  const buyers = Int32Array.from(bought.keys())
    .filter((customer) => bought[customer] > 0)
    .sort((a, b) => bought[b] - bought[a] || a - b)
    .slice(0, customers);
  for (const customer of buyers) isShown[customer] = 1;
  const total = (node: number) => {
    let sum = 0;
    for (let e = offsets[node]; e < offsets[node + 1]; e++) sum += values[e];
    return sum;
  };
  const totals = new Float64Array(graph.nodeCount);
  const result: ViewGraph = new UndirectedGraph();
  for (const node of [...items, ...buyers]) {
    totals[node] = total(node);
    addNode(result, graph, node);
  }
  const weight = new Float64Array(graph.nodeCount);
  for (const node of [...items, ...buyers]) {
    const neighbours: number[] = [];
    for (let e = offsets[node]; e < offsets[node + 1]; e++) {
      const other = columns[e];
      if (!isShown[other]) continue;
      neighbours.push(e);
      weight[other] = values[e] / Math.sqrt(totals[node] * totals[other]);
    }
    for (const e of strongest(Int32Array.from(neighbours), (edge) => weight[columns[edge]], ties))
      result.mergeEdge(node, columns[e], { weight: weight[columns[e]], count: values[e] });
  }
  return result;
}

function addNode(result: ViewGraph, graph: InteractionGraph, node: number): void {
  const { offsets } = graph.adjacency();
  const customers = graph.customers.length;
  const kind = node < customers ? 'customer' : 'item';
  const index = kind === 'customer' ? graph.customers[node] : graph.items[node - customers];
  result.addNode(node, { kind, index, degree: offsets[node + 1] - offsets[node], community: 0 });
}

/** The `count` candidates of the highest strength, highest first; of equal ones the lower number. */
function strongest(candidates: Int32Array, strength: (candidate: number) => number, count: number): number[] {
  const kept: { candidate: number; strength: number }[] = [];
  for (const candidate of candidates) {
    const one = { candidate, strength: strength(candidate) };
    let at = kept.length;
    while (at > 0 && isStronger(one, kept[at - 1])) at--;
    if (at >= count) continue;
    kept.splice(at, 0, one);
    if (kept.length > count) kept.pop();
  }
  return kept.map(({ candidate }) => candidate);
}

function isStronger(a: { candidate: number; strength: number }, b: { candidate: number; strength: number }): boolean {
  return a.strength > b.strength || (a.strength === b.strength && a.candidate < b.candidate);
}
