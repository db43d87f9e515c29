import type { Csr } from '../base/csr';
import { DAY } from '../base/time';
import type { StandardScaler } from '../data/scaler';
import type { Vocabulary } from '../data/vocabulary';
import { Block, type BlockAttribute, type BlockAttributes } from './block';
import type { InteractionGraph } from './interactions';
import type { TypedEdges } from './relations/union';

/** The graph at one time, ready for the layers. */
export interface Snapshot {
  readonly block: Block;
  readonly nodeCount: number;
  /** The customers and the items that are its nodes, in this order, as the log numbers them. */
  readonly customers: Int32Array;
  readonly items: Int32Array;
  /** Features of the nodes, scaled; [N, F]. */
  readonly features: Float32Array;
  /** Picks each item node's learned embedding, [N, vocabulary]; the rows of customers are empty. */
  readonly lookup: Csr;
  /** The node of an item, as the log numbers it; -1 where it has none. */
  nodeOfItem(item: number): number;
  /** The item nodes that each customer met last, the latest last, padded in front with -1; [C, length]. */
  recentItems(length: number): Int32Array;
}

/**
 * @param edges what messages travel along
 * @param features of the nodes, not yet scaled
 */
export function snapshotOf(
  graph: InteractionGraph,
  edges: TypedEdges,
  features: Float32Array,
  scaler: StandardScaler,
  vocabulary: Vocabulary,
  reads: readonly BlockAttribute[] = [],
): Snapshot {
  const rows = vocabulary.rowsOf(graph.history);
  const C = graph.customers.length;
  const offsets = new Int32Array(graph.nodeCount + 1);
  for (let i = C; i < graph.nodeCount; i++) offsets[i + 1] = i + 1 - C;
  let recent: Int32Array | undefined;
  return {
    block: new Block(edges.adjacency, attributesOf(graph, edges, reads)),
    nodeCount: graph.nodeCount,
    customers: graph.customers,
    items: graph.items,
    features: scaler.transform(features),
    lookup: {
      rows: graph.nodeCount,
      cols: vocabulary.size,
      offsets,
      columns: graph.items.map((item) => rows[item]),
      values: new Float32Array(graph.items.length).fill(1),
    },
    nodeOfItem: (item) => graph.nodeOfItem(item),
    recentItems: (length) => {
      recent ??= recentItems(graph, length);
      return recent;
    },
  };
}

/** Customers are of kind 0, items of kind 1. */
function attributesOf(
  { history, nodeCount, customers }: InteractionGraph,
  { times, types }: TypedEdges,
  reads: readonly BlockAttribute[],
): BlockAttributes {
  return {
    ages: reads.includes('ages') ? times.map((last) => (history.time - last) / DAY) : undefined,
    types: reads.includes('types') ? types : undefined,
    kinds: reads.includes('kinds') ? new Int32Array(nodeCount).fill(1, customers.length) : undefined,
  };
}

function recentItems(graph: InteractionGraph, length: number): Int32Array {
  const C = graph.customers.length;
  const { offsets, columns } = graph.adjacency();
  const times = graph.edgeTimes();
  const recent = new Int32Array(C * length).fill(-1);
  for (let c = 0; c < C; c++) {
    const edges = Int32Array.from({ length: offsets[c + 1] - offsets[c] }, (_, i) => offsets[c] + i);
    edges.sort((a, b) => times[a] - times[b] || a - b);
    const last = edges.subarray(Math.max(0, edges.length - length));
    for (let i = 0; i < last.length; i++) recent[(c + 1) * length - last.length + i] = columns[last[i]];
  }
  return recent;
}
