const BIN = 0.02;
const LARGEST = 20;
const BANDWIDTH = 0.08;
/** Weight of a uniform density over all ratios, so that none is impossible. */
const FLOOR = 1e-4;

/** The density of the ratio of a genuine amount to the customer's mean. */
export type Density = (ratio: number) => number;

/** A histogram of ratios smoothed by a Gaussian kernel, reflected at 0: the density in each bin. */
export function smoothedHistogram(ratios: Iterable<number>): Float64Array {
  const bins = Math.round(LARGEST / BIN);
  const counts = new Float64Array(bins);
  let total = 0;
  for (const ratio of ratios) {
    counts[binOf(ratio, bins)]++;
    total++;
  }
  const reach = Math.ceil((4 * BANDWIDTH) / BIN);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp((-((k - reach) ** 2) * BIN ** 2) / 2 / BANDWIDTH ** 2),
  );
  const mass = kernel.reduce((sum, weight) => sum + weight, 0);
  const density = new Float64Array(bins).fill(FLOOR / LARGEST);
  for (let b = 0; b < bins; b++)
    for (let k = -reach; k <= reach && counts[b] > 0; k++) {
      const near = b + k < 0 ? -1 - (b + k) : Math.min(bins - 1, b + k);
      density[near] += ((1 - FLOOR) * counts[b] * kernel[k + reach]) / mass / total / BIN;
    }
  return density;
}

/** The density that a histogram stands for. */
export function densityOf(histogram: Float64Array): Density {
  return (ratio) => histogram[binOf(ratio, histogram.length)];
}

function binOf(ratio: number, bins: number): number {
  return Math.min(bins - 1, Math.floor(ratio / BIN));
}
