import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { nearestNeighbours } from './neighbours';
import type { Made } from './origins';
import { defineResampler, type TrainingSample } from './resampler';
import { type Classes, pointsOf, requireNeighbours, SYNTHESIS_SPACE, synthesis, synthesisSchema } from './synthesis';

/**
 * Adaptive synthetic sampling (ADASYN; He et al., IJCNN 2008): SMOTE in which a positive starts as many new ones as it has
 * negatives among its k nearest neighbours, in proportion. Shares are rounded so that their sum is right.
 */
export const adasyn = defineResampler({
  name: 'adasyn',
  summary: 'new positives, the more the more negatives are near',
  options: synthesisSchema,
  space: SYNTHESIS_SPACE,
  build: ({ ratio, k }) =>
    synthesis(ratio, (sample, classes, missing, random) => wherePositivesAreHard(sample, classes, k, missing, random)),
});

function wherePositivesAreHard(
  sample: TrainingSample,
  { positives }: Classes,
  k: number,
  missing: number,
  random: Random,
): Made {
  const { label } = sample;
  requireNeighbours(positives.length, k, 'positive examples');
  const around = nearestNeighbours(pointsOf(sample), k, positives);
  const negatives = new Int32Array(positives.length);
  around.forEach((row, i) => {
    negatives[Math.floor(i / k)] += 1 - label[row];
  });
  if (!negatives.some((count) => count > 0))
    throw new InputError(
      `no positive has a negative among its ${k} nearest neighbours`,
      'resampling, adasyn',
      'positives near negatives; smote needs none',
    );
  const starts = allot(missing, negatives);
  const neighbours = nearestNeighbours(pointsOf(sample, positives), k);
  const places = new Int32Array(missing);
  for (let p = 0, i = 0; p < starts.length; p++) for (let s = 0; s < starts[p]; s++) places[i++] = p;
  const second = places.map((place) => positives[neighbours[place * k + random.int(k)]]);
  const gap = new Float64Array(missing);
  for (let i = 0; i < missing; i++) gap[i] = random.next();
  return { first: places.map((place) => positives[place]), second, gap };
}

/** Whole shares of a total in proportion to weights: the largest remainders are rounded up (Hamilton's method). */
export function allot(total: number, weights: Int32Array): Int32Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = Float64Array.from(weights, (weight) => (total * weight) / sum);
  const shares = Int32Array.from(exact, Math.floor);
  const left = total - shares.reduce((a, b) => a + b, 0);
  const order = Int32Array.from(weights.keys()).sort((a, b) => exact[b] - shares[b] - (exact[a] - shares[a]) || a - b);
  for (const place of order.subarray(0, left)) shares[place]++;
  return shares;
}
