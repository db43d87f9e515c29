import type { Csr } from '../base/csr';
import type { StandardScaler } from '../data/scaler';
import type { Vocabulary } from '../data/vocabulary';
import { Block, type EdgeColumns } from './block';
import type { InteractionGraph } from './interactions';

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

/** @param features of the nodes, not yet scaled */
export function snapshotOf(
  graph: InteractionGraph,
  features: Float32Array,
  scaler: StandardScaler,
  vocabulary: Vocabulary,
  reads: readonly ('times' | 'types')[] = [],
): Snapshot {
  const rows = vocabulary.rowsOf(graph.history);
  const C = graph.customers.length;
  const offsets = new Int32Array(graph.nodeCount + 1);
  for (let i = C; i < graph.nodeCount; i++) offsets[i + 1] = i + 1 - C;
  let recent: Int32Array | undefined;
  return {
    block: new Block(graph.adjacency(), edgeColumns(graph, reads)),
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

/** Edges to customers are of type 0, those to items of type 1. */
function edgeColumns(graph: InteractionGraph, reads: readonly ('times' | 'types')[]): EdgeColumns {
  const { offsets, columns } = graph.adjacency();
  return {
    ...(reads.includes('times') ? { times: graph.edgeTimes(), now: graph.history.time } : {}),
    types: reads.includes('types')
      ? new Int32Array(columns.length).fill(1, offsets[graph.customers.length])
      : undefined,
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
