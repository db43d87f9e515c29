import { communitiesOf } from '../../graph/structure/communities';
import type { ViewGraph } from './viewGraph';

/** Gives each node its community as an attribute, 0 for the largest. */
export function assignCommunities(graph: ViewGraph, seed: number): void {
  for (const [node, community] of communitiesOf(graph, seed)) graph.setNodeAttribute(node, 'community', community);
}
