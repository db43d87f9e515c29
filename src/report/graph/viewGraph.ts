import type { UndirectedGraph } from 'graphology';

export interface NodeAttributes {
  kind: 'item' | 'customer';
  /** The item's or customer's number in the history. */
  index: number;
  /** Customers who bought the item, or items that the customer bought, in the graph's window. */
  degree: number;
  /** Louvain's, numbered by size. */
  community: number;
}

export interface TieAttributes {
  /** From 0 to 1, the higher the closer. */
  weight: number;
  /** Customers or baskets that both items share, items that both customers bought, or how often the customer bought the item. */
  count: number;
}

export interface ViewAttributes {
  /** What was left out to keep the work within bounds, in one line; empty where nothing was. */
  note?: string;
}

export type ViewGraph = UndirectedGraph<NodeAttributes, TieAttributes, ViewAttributes>;
