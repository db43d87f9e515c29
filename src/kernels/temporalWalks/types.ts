/** What temporal walks read of a graph. */
export interface TemporalAdjacency {
  readonly nodeCount: number;
  /** Each node's first entry and its number of entries, the latest first; [nodeCount, 2]. */
  readonly nodes: Int32Array;
  /** The node that each entry leads to. */
  readonly columns: Int32Array;
  /** For each entry, the number of the column's own entries that are not earlier. */
  readonly onward: Int32Array;
  /** Cumulative weights of each node's entries; undefined if all weights are equal. */
  readonly sums?: Float64Array;
}
