import type { AliasTables } from '../aliasTables';

/** Hyperparameters of skip-gram, and tables derived from the walks' node counts. */
export interface SkipGramPlan {
  readonly dimensions: number;
  /** Nodes up to this many steps apart are each other's context; each centre draws its own reach up to it. */
  readonly window: number;
  /** Negatives drawn for each pair. */
  readonly negative: number;
  /** Whether all contexts of a centre share one set of negatives. */
  readonly sharedNegatives: boolean;
  /** At the start; falls linearly to a ten-thousandth of itself. */
  readonly learningRate: number;
  readonly seed: number;
  /** Nodes of a walk. */
  readonly length: number;
  readonly nodeCount: number;
  /** Walks of all epochs together. */
  readonly total: number;
  /** Draws nodes with probability ∝ count^¾. */
  readonly negatives: AliasTables;
  /** The probability that an occurrence of each node is kept; undefined if all are. [nodeCount] */
  readonly keep?: Float32Array;
}

/** Training in progress. */
export interface Trainer {
  /** [nodeCount, stride]; only the first `dimensions` of a row count, the others are 0. */
  readonly vectors: Float32Array;
  readonly contexts: Float32Array;
  readonly stride: number;
  /** Trains on walks side by side, the first of which has this index among all epochs' walks. */
  train(walks: Int32Array, first: number): void;
}
