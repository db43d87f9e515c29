import type { AliasTables } from '../aliasTables';

/** Walks first … end − 1 side by side, −1 after a walk's end, [end − first, length]; the next call may overwrite them. */
export type WalkBatch = (first: number, end: number) => Int32Array;

/** What first-order walks read of a graph: where each node's entries lie, and how to draw one of them. */
export interface TransitionTables {
  readonly nodeCount: number;
  /** Each node's first entry and its number of entries, [nodeCount, 2]; 0 and 0 where all its weights are 0. */
  readonly nodes: Int32Array;
  /** The node that each entry leads to, [nnz]. */
  readonly columns: Int32Array;
  /** Draw entries by weight; undefined if all weights are equal. */
  readonly tables?: AliasTables;
}

/**
 * What second-order walks read. A candidate x, drawn by weight, is accepted with probability `back`, `near` or `far`:
 * 1/p, 1 or 1/q over m, the largest of those that more than one edge of a node can have. Where 1/p exceeds m, the edge
 * back gets the rest of its probability from proposals of its own (the outlier of KnightKing; Yang et al., SOSP 2019).
 */
export interface SecondOrderTables extends TransitionTables {
  /** All three in single precision. */
  readonly back: number;
  readonly near: number;
  readonly far: number;
  /** Whether near and far differ. Columns ascend within each node, each once. */
  readonly hasTriangles: boolean;
  readonly returns?: ReturnProposals;
}

/** Proposals to step straight back: having come by entry e, along `entries[e]` with probability `probabilities[e]`. */
export interface ReturnProposals {
  readonly entries: Int32Array;
  /** w (1/p − m) / (W m + w′ (1/p − m)), W the sum and w′ the maximum of the weights there; 0 if there is no edge back. */
  readonly probabilities: Float32Array;
  /** The maximum at each node, [nodeCount]: the share of the proposals there that are to step back. */
  readonly maxima: Float32Array;
}
