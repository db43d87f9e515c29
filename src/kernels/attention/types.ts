/** Inputs of both passes of attention: r, s and x of `attend` in src/ops, with H heads of D columns each. */
export interface AttentionInputs {
  /** [rows, H] */
  readonly receivers: Float32Array;
  /** [cols, H] */
  readonly senders: Float32Array;
  /** [cols, H, D] */
  readonly x: Float32Array;
  readonly H: number;
  readonly D: number;
}

/** Results of the forward pass that the backward pass needs. */
export interface AttentionTape {
  /** [rows, H, D] */
  readonly y: Float32Array;
  /** α, by entries of the graph: at least [nnz, H]; only the kernel that wrote it knows its layout. */
  readonly attentionWeights: Float32Array;
}

/** Gradients by the inputs, in their shapes. */
export interface AttentionGradient {
  readonly receivers: Float32Array;
  readonly senders: Float32Array;
  readonly x: Float32Array;
}
