import type { Random } from '../../base/random';
import { nearestNeighbours } from './neighbours';
import type { Made } from './origins';
import { defineResampler, type TrainingSample } from './resampler';
import {
  type Classes,
  drawBetween,
  pointsOf,
  requireNeighbours,
  SYNTHESIS_SPACE,
  synthesis,
  synthesisSchema,
} from './synthesis';

/**
 * Synthetic minority oversampling (SMOTE; Chawla et al., JAIR 2002): new positives at random places between a positive and
 * one of its k nearest positives. Distances take the numbers as they are; learners give them standardised.
 */
export const smote = defineResampler({
  name: 'smote',
  summary: 'new positives between a positive and one of its nearest positives',
  options: synthesisSchema,
  space: SYNTHESIS_SPACE,
  build: ({ ratio, k }) =>
    synthesis(ratio, (sample, classes, missing, random) => betweenPositives(sample, classes, k, missing, random)),
});

function betweenPositives(
  sample: TrainingSample,
  { positives }: Classes,
  k: number,
  missing: number,
  random: Random,
): Made {
  requireNeighbours(positives.length, k, 'positive examples');
  const neighbours = nearestNeighbours(pointsOf(sample, positives), k).map((place) => positives[place]);
  return drawBetween(positives, neighbours, missing, random);
}
