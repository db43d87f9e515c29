import { UndirectedGraph } from 'graphology';
import louvain from 'graphology-communities-louvain';
import { Random } from '../../base/random';
import type { InteractionGraph } from '../../graph/interactions';

export interface ProjectionOptions {
  /** How many of the items with the most customers are shown. */
  readonly items: number;
  /** Each item keeps its so many strongest ties. */
  readonly ties: number;
  readonly seed: number;
}

export interface ItemAttributes {
  /** The item's number in the history. */
  index: number;
  /** Customers who bought it in the graph's window. */
  customers: number;
  community: number;
}

export interface TieAttributes {
  /** cos(i, j) = |B_i ∩ B_j| / √(|B_i| |B_j|) */
  weight: number;
  /** Customers who bought both. */
  together: number;
}

/**
 * Items that are bought by the same customers: the projection of the customer–item graph onto its most
 * bought items. Each item keeps its strongest ties, as the full projection of a shop is one hairball.
 * Communities are Louvain's (Blondel et al., Journal of Statistical Mechanics 2008), numbered by size.
 */
export function itemProjection(
  graph: InteractionGraph,
  { items, ties, seed }: ProjectionOptions,
): UndirectedGraph<ItemAttributes, TieAttributes> {
  const { offsets, columns } = graph.adjacency();
  const C = graph.customers.length;
  const degree = (node: number) => offsets[node + 1] - offsets[node];
  const shown = Array.from(graph.items, (_, i) => C + i)
    .sort((a, b) => degree(b) - degree(a) || a - b)
    .slice(0, items);
  const place = new Map(shown.map((node, at) => [node, at]));
  const projection = new UndirectedGraph<ItemAttributes, TieAttributes>();
  for (const node of shown)
    projection.addNode(node, { index: graph.items[node - C], customers: degree(node), community: 0 });
  const together = new Int32Array(shown.length);
  for (const node of shown) {
    together.fill(0);
    for (let e = offsets[node]; e < offsets[node + 1]; e++)
      for (let f = offsets[columns[e]]; f < offsets[columns[e] + 1]; f++) {
        const at = place.get(columns[f]);
        if (at !== undefined) together[at]++;
      }
    const cosine = (at: number) => together[at] / Math.sqrt(degree(node) * degree(shown[at]));
    const strongest = Array.from(shown.keys())
      .filter((at) => shown[at] !== node && together[at] > 1)
      .sort((a, b) => cosine(b) - cosine(a) || a - b)
      .slice(0, ties);
    for (const at of strongest) projection.mergeEdge(node, shown[at], { weight: cosine(at), together: together[at] });
  }
  if (projection.size > 0) assignCommunities(projection, seed);
  return projection;
}

function assignCommunities(graph: UndirectedGraph<ItemAttributes, TieAttributes>, seed: number): void {
  const random = Random.of(seed, 'louvain');
  const found = louvain(graph, { getEdgeWeight: 'weight', rng: () => random.next() });
  const sizes = new Map<number, number>();
  for (const community of Object.values(found)) sizes.set(community, (sizes.get(community) ?? 0) + 1);
  const order = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([community]) => community);
  for (const [node, community] of Object.entries(found))
    graph.setNodeAttribute(node, 'community', order.indexOf(community));
}
