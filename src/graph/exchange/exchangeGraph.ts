import { MultiGraph } from 'graphology';
import type { InteractionGraph } from '../interactions';
import type { NamedTies } from '../relations/union';

/** Attributes of a node as other programs read them. */
export interface ExchangeNode {
  kind: 'customer' | 'item';
  id: string;
  /** What stands beside it in a picture. */
  label: string;
}

/** Attributes of an edge. */
export interface ExchangeEdge {
  /** The name of the relation. */
  relation: string;
  weight: number;
  /** How many customers, items, baskets or purchases stand behind it. */
  count: number;
  /** When the latest of them was, in seconds since 1970 UTC. */
  last: number;
  /** What the purchases came to, and when the first was; of purchases alone. */
  amount?: number;
  first?: number;
}

export type ExchangeGraph = MultiGraph<ExchangeNode, ExchangeEdge>;

/** What customers and items are called. */
export interface Names {
  readonly customers: readonly string[];
  readonly items: readonly string[];
  readonly itemNames: readonly string[];
}

/**
 * The edges of some relations in one Graphology graph, with attributes that other programs can read. Nodes are
 * `c<number>` and `i<number>`, as in `InteractionGraph.toGraphology()`; two nodes have an edge for each relation that ties
 * them, directed where the relation is.
 */
export function exchangeGraph(graph: InteractionGraph, parts: readonly NamedTies[], names: Names): ExchangeGraph {
  const result: ExchangeGraph = new MultiGraph({ type: 'mixed' });
  const C = graph.customers.length;
  const keyOf = (node: number) => (node < C ? `c${graph.customers[node]}` : `i${graph.items[node - C]}`);
  for (const index of graph.customers) {
    const id = names.customers[index];
    result.addNode(`c${index}`, { kind: 'customer', id, label: id });
  }
  for (const index of graph.items)
    result.addNode(`i${index}`, { kind: 'item', id: names.items[index], label: names.itemNames[index] });
  const { amount, first } = graph.purchases();
  const [amounts, firsts] = [graph.entriesOf(amount), graph.entriesOf(first)];
  for (const { relation, adjacency, counts, times } of parts) {
    const { offsets, columns, values } = adjacency;
    const isPurchase = relation.between === 'customers and items';
    for (let target = 0; target < adjacency.rows; target++)
      for (let e = offsets[target]; e < offsets[target + 1]; e++) {
        const source = columns[e];
        // Each end of an edge without a direction knows of it.
        if (!relation.isDirected && source < target) continue;
        const attributes: ExchangeEdge = {
          relation: relation.name,
          weight: values[e],
          count: counts[e],
          last: times[e],
          ...(isPurchase ? { amount: amounts[e], first: firsts[e] } : {}),
        };
        if (relation.isDirected) result.addDirectedEdge(keyOf(source), keyOf(target), attributes);
        else result.addUndirectedEdge(keyOf(target), keyOf(source), attributes);
      }
  }
  return result;
}
