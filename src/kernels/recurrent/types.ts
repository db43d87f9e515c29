/** B sequences of T steps with F features, and H units. */
export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly F: number;
  readonly H: number;
}

/** Inputs of a recurrent layer whose weights have P columns per unit: 4 gates of an LSTM, 3 parts of a GRU. */
export interface RecurrentInputs extends Sizes {
  /** [B, T, F] */
  readonly x: Float32Array;
  /** 0 or 1, [B, T]; where it is 0, x is not read. */
  readonly mask: Float32Array;
  /** W, [F, P·H] */
  readonly kernel: Float32Array;
  /** U, [H, P·H] */
  readonly recurrent: Float32Array;
  /** b, [P·H] */
  readonly bias: Float32Array;
}

/** Gradients by x, W, U, b and the layer's other weights, in their shapes. */
export type RecurrentGradients = Float32Array[];

/** A forward pass that can be followed by its backward pass. Both may return views of the kernels' memory. */
export interface RecurrentPass {
  /** Hidden state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  /**
   * @param dy gradients by the hidden states, [B, T, H]
   * @param needsDx whether to compute the gradient by x; it is empty otherwise
   */
  backward(dy: Float32Array, needsDx: boolean): RecurrentGradients;
}
