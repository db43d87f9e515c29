import type { RecurrentInputs } from '../recurrent/types';

/** Inputs of both passes of a GRU layer. */
export interface GruInputs extends RecurrentInputs {
  /** c, [3H] */
  readonly recurrentBias: Float32Array;
}

/** Results of the plain forward pass of a GRU layer that its backward pass needs. */
export interface GruTape {
  /** Hidden state after each step, [B, T, H]. */
  readonly hidden: Float32Array;
  /** n, r, z after their activation and m = h U_n + c_n, [B, T, 4H]; of no meaning where the mask is 0. */
  readonly parts: Float32Array;
}
