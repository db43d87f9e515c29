import type { Kernels } from '../compiled';
import { type AdamArrays, type AdamRates, clipFactor } from './types';

/** The step by the compiled kernel. */
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
    clipFactor(kernels.run.sumOfSquares(n, gradients.at), rates),
    1 / (1 - beta1 ** t),
    1 / (1 - beta2 ** t),
  );
  arrays.weights.set(weights.view);
  arrays.first.set(first.view);
  arrays.second.set(second.view);
}
