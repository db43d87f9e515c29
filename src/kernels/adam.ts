import { compiledKernels, type Kernels } from './compiled';

/** Numbers of a step of Adam; all but the gradients are written. [n] each, n a multiple of 4 */
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
  /** Gradients are scaled down to this length. */
  readonly clipNorm: number;
}

/**
 * A step of Adam (Kingma and Ba, ICLR 2015), the t-th, counted from 1:
 *
 *   m' = β₁ m + (1 − β₁) g,  v' = β₂ v + (1 − β₂) g²,  w' = w − α m' / (1 − β₁ᵗ) / (√(v' / (1 − β₂ᵗ)) + ε)
 */
export function adamStep(arrays: AdamArrays, rates: AdamRates, t: number): void {
  const kernels = compiledKernels();
  if (kernels) adamCompiled(kernels, arrays, rates, t);
  else adamPlain(arrays, rates, t);
}

export function adamCompiled(kernels: Kernels, arrays: AdamArrays, rates: AdamRates, t: number): void {
  const n = arrays.weights.length;
  kernels.reserve(4 * n, 4);
  const placed = (['weights', 'gradients', 'first', 'second'] as const).map((name) => {
    const place = kernels.floats(n);
    place.view.set(arrays[name]);
    return place;
  });
  const [weights, gradients, first, second] = placed;
  const { learningRate, beta1, beta2, epsilon } = rates;
  kernels.run.adam(
    ...([n, weights.at, gradients.at, first.at, second.at, learningRate, beta1, beta2, epsilon] as const),
    clipping(kernels.run.sumOfSquares(n, gradients.at), rates),
    1 / (1 - beta1 ** t),
    1 / (1 - beta2 ** t),
  );
  arrays.weights.set(weights.view);
  arrays.first.set(first.view);
  arrays.second.set(second.view);
}

/** The reference. */
export function adamPlain({ weights, gradients, first, second }: AdamArrays, rates: AdamRates, t: number): void {
  const { learningRate, beta1, beta2, epsilon } = rates;
  let squares = 0;
  for (const gradient of gradients) squares += gradient * gradient;
  const scale = clipping(squares, rates);
  const [correct1, correct2] = [1 / (1 - beta1 ** t), 1 / (1 - beta2 ** t)];
  for (let i = 0; i < weights.length; i++) {
    const gradient = scale * gradients[i];
    first[i] = beta1 * first[i] + (1 - beta1) * gradient;
    second[i] = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    weights[i] -= (learningRate * correct1 * first[i]) / (Math.sqrt(correct2 * second[i]) + epsilon);
  }
}

function clipping(squares: number, { clipNorm }: AdamRates): number {
  return Math.min(1, clipNorm / (Math.sqrt(squares) + 1e-12));
}
