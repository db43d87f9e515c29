/** The maxima over neighbours, and where they are. */
export interface NeighbourMaximum {
  /** [rows, D] */
  readonly y: Float32Array;
  /** The neighbour that holds the maximum, the first of equals; −1 in a row without entries. [rows, D] */
  readonly argmax: Int32Array;
}
