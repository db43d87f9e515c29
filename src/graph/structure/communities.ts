import type Graph from 'graphology';
import louvain from 'graphology-communities-louvain';
import { Random } from '../../base/random';

/**
 * The community of each node by Louvain's method (Blondel et al., Journal of Statistical Mechanics 2008), numbered by size,
 * the largest 0. A node without ties is a community of its own.
 */
export function communitiesOf(graph: Graph, seed: number): Map<string, number> {
  const members = new Map<number | string, string[]>();
  const found = graph.size > 0 ? byModularity(graph, seed) : {};
  for (const node of graph.nodes()) {
    const community = found[node] ?? node;
    const list = members.get(community);
    if (list) list.push(node);
    else members.set(community, [node]);
  }
  const communities = new Map<string, number>();
  [...members.values()]
    .sort((a, b) => b.length - a.length)
    .forEach((nodes, community) => {
      for (const node of nodes) communities.set(node, community);
    });
  return communities;
}

function byModularity(graph: Graph, seed: number): Record<string, number> {
  const random = Random.of(seed, 'louvain');
  return louvain(graph, { getEdgeWeight: 'weight', rng: () => random.next() });
}
