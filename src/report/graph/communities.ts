import louvain from 'graphology-communities-louvain';
import { Random } from '../../base/random';
import type { ViewGraph } from './viewGraph';

/**
 * Gives each node its community by Louvain's method (Blondel et al., Journal of Statistical Mechanics 2008),
 * the largest community first. A node without ties is a community of its own.
 */
export function assignCommunities(graph: ViewGraph, seed: number): void {
  const members = new Map<number | string, string[]>();
  const found = graph.size > 0 ? byModularity(graph, seed) : {};
  for (const node of graph.nodes()) {
    const community = found[node] ?? node;
    const list = members.get(community);
    if (list) list.push(node);
    else members.set(community, [node]);
  }
  [...members.values()]
    .sort((a, b) => b.length - a.length)
    .forEach((nodes, community) => {
      for (const node of nodes) graph.setNodeAttribute(node, 'community', community);
    });
}

function byModularity(graph: ViewGraph, seed: number): Record<string, number> {
  const random = Random.of(seed, 'louvain');
  return louvain(graph, { getEdgeWeight: 'weight', rng: () => random.next() });
}
