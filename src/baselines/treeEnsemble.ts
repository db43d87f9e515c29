/** A tree of splits at thresholds, as parallel arrays; node 0 is the root, and a child c < 0 stands for leaf ~c. */
export interface SplitTree {
  readonly feature: Int32Array;
  /** Values up to this go left. */
  readonly threshold: Float64Array;
  /** Whether missing values go left, 1 or 0. */
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Value of each leaf. */
  readonly value: Float64Array;
  /** Weight of the training rows in each leaf. */
  readonly cover: Float64Array;
}

/** What models of trees have in common: a row's output is offset + rate × Σ of its leaves' values. */
export interface TreeEnsemble {
  readonly columns: readonly string[];
  readonly trees: readonly SplitTree[];
  readonly offset: number;
  readonly rate: number;
  /** What the output is. */
  readonly scale: 'log-odds' | 'probability';
}
