/** Arrays of a step of Adam, [n] each, n a multiple of 4. All but the gradients are updated in place. */
export interface AdamArrays {
  readonly weights: Float32Array;
  readonly gradients: Float32Array;
  /** Moving averages of the gradients and of their squares. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface AdamRates {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Gradients whose Euclidean norm is larger are scaled down to it. */
  readonly clipNorm: number;
}

/** The factor that gradients are clipped by. */
export function clipFactor(squares: number, { clipNorm }: AdamRates): number {
  return Math.min(1, clipNorm / (Math.sqrt(squares) + 1e-12));
}
