/** Results of the plain forward pass of an LSTM layer that its backward pass needs. */
export interface LstmTape {
  /** Hidden and cell state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
  /** Gates after their activation, [B, T, 4H]; of no meaning where the mask is 0. */
  readonly gates: Float32Array;
}
