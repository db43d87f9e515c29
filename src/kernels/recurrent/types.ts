/** B sequences of T steps with F features, and H units. */
export interface Sizes {
  readonly B: number;
  readonly T: number;
  readonly F: number;
  readonly H: number;
}

/** What a recurrent layer reads, with P columns of the weights to a unit: 4 gates of an LSTM, 3 parts of a GRU. */
export interface RecurrentInputs extends Sizes {
  /** [B, T, F] */
  readonly x: Float32Array;
  /** 0 or 1, [B, T]; what x holds where it is 0 changes nothing. */
  readonly mask: Float32Array;
  /** W, [F, P·H] */
  readonly kernel: Float32Array;
  /** U, [H, P·H] */
  readonly recurrent: Float32Array;
  /** b, [P·H] */
  readonly bias: Float32Array;
}

/** Gradients by x, W, U, b and what other weights the layer has, in their shapes. */
export type RecurrentGradients = Float32Array[];

/** A forward pass that can be followed by its backward pass. Both may return views of the kernels' memory. */
export interface RecurrentPass {
  /** Hidden state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  /**
   * @param dy gradients by the hidden states, [B, T, H]
   * @param needsDx whether the gradient by x is asked for; it is empty otherwise
   */
  backward(dy: Float32Array, needsDx: boolean): RecurrentGradients;
}
