import { UndirectedGraph } from 'graphology';
import type { AbstractGraph, Attributes } from 'graphology-types';
import { assignCommunities } from './communities';
import type { ViewGraph } from './viewGraph';

/** A graph from elsewhere as one that can be drawn, and what its nodes are called, by their `index`. */
export interface ImportedView {
  readonly graph: ViewGraph;
  readonly names: readonly { readonly id: string; readonly name: string }[];
}

/**
 * Draws whatever graph as ties without direction: of several edges between two nodes the heaviest, loops left out. Of
 * attributes `weight` and `count` of edges and `kind`, `id` and `label` of nodes are read, where they are there.
 * @param seed of the communities
 */
export function importedView(source: AbstractGraph, seed: number): ImportedView {
  const graph: ViewGraph = new UndirectedGraph();
  const names = source.mapNodes((key, { id, label }) => {
    const own = textOf(id) ?? key;
    return { id: own, name: textOf(label) ?? own };
  });
  source.nodes().forEach((key, index) => {
    const kind = source.getNodeAttribute(key, 'kind') === 'customer' ? 'customer' : 'item';
    graph.addNode(key, { kind, index, degree: 0, community: 0 });
  });
  source.forEachEdge((_edge, attributes, from, to) => {
    if (from === to) return;
    const tie = { weight: positive(attributes, 'weight'), count: positive(attributes, 'count') };
    if (!graph.hasEdge(from, to)) graph.addEdge(from, to, tie);
    else if (graph.getEdgeAttribute(from, to, 'weight') < tie.weight) graph.replaceEdgeAttributes(from, to, tie);
  });
  graph.updateEachNodeAttributes((key, attributes) => ({ ...attributes, degree: graph.degree(key) }));
  assignCommunities(graph, seed);
  return { graph, names };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number above 0 that an edge has; 1 where it has none. */
function positive(attributes: Attributes, name: string): number {
  const value = attributes[name] as unknown;
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 1;
}
