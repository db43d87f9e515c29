import type { Callback } from '../callback';

/**
 * Averages the weights over the steps (Polyak and Juditsky, 1992), the latest counting most: after step n they are
 *
 *   Σ_{s ≤ n} d^{n − s} w_s / Σ_{s ≤ n} d^{n − s}
 *
 * Between epochs the model has the averages, so that whatever measures or keeps it then measures and keeps those; each
 * epoch goes on from the weights that the last one ended with. After training the averages stay.
 * @param decay d, the share of its part in the average that a step keeps at the next, 0 … 1
 */
export function weightAveraging(decay: number): Callback {
  let sums: Float64Array[] | undefined;
  let total = 0;
  let current: Float32Array[] | undefined;
  return {
    onEpochBegin({ model }) {
      if (current) model.restore(current);
    },
    onStep({ model }) {
      const weights = model.snapshot();
      sums ??= weights.map(({ length }) => new Float64Array(length));
      for (const [w, values] of weights.entries()) {
        const sum = sums[w];
        for (let i = 0; i < sum.length; i++) sum[i] = decay * sum[i] + values[i];
      }
      total = decay * total + 1;
    },
    onEpochEnd({ model }) {
      current = model.snapshot();
      if (sums) model.restore(sums.map((sum) => Float32Array.from(sum, (value) => value / total)));
    },
  };
}
