import { z } from 'zod';
import { InputError } from '../../base/errors';
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

const optionsSchema = synthesisSchema.extend({
  /** 1: new positives lie towards positives; 2: also towards negatives, at most half-way. */
  kind: z.literal([1, 2]).default(1),
  /** How many neighbours of either class tell whether a positive is in danger. */
  m: z.number().int().positive().default(10),
});
type Options = z.output<typeof optionsSchema>;

/**
 * Borderline-SMOTE (Han, Wang and Mao, ICIC 2005): SMOTE from those positives alone that are in danger, with negatives
 * among at least half of their m nearest neighbours, but not all of them, which is taken for noise. For kind 2 neighbours
 * are of either class, and the way towards a negative is drawn from its first half once more, as imbalanced-learn does.
 */
export const borderlineSmote = defineResampler({
  name: 'borderline-smote',
  summary: 'new positives from the positives among negatives',
  options: optionsSchema,
  space: SYNTHESIS_SPACE,
  build: (options) =>
    synthesis(options.ratio, (sample, classes, missing, random) =>
      fromDanger(sample, classes, options, missing, random),
    ),
});

function fromDanger(
  sample: TrainingSample,
  { positives }: Classes,
  { kind, k, m }: Options,
  missing: number,
  random: Random,
): Made {
  const { label } = sample;
  requireNeighbours(label.length, m, 'examples', 'm');
  requireNeighbours(positives.length, k, 'positive examples');
  const around = nearestNeighbours(pointsOf(sample), m, positives);
  const danger = Int32Array.from(positives.keys()).filter((p) => {
    const negatives = around.subarray(p * m, (p + 1) * m).reduce((count, row) => count + 1 - label[row], 0);
    return 2 * negatives >= m && negatives < m;
  });
  if (!danger.length)
    throw new InputError(
      `no positive has negatives among at least half, but not all, of its ${m} nearest neighbours`,
      'resampling, borderline-smote',
      'positives at the border to the negatives; smote needs none',
    );
  const rows = danger.map((place) => positives[place]);
  if (kind === 1) {
    const neighbours = nearestNeighbours(pointsOf(sample, positives), k, danger).map((place) => positives[place]);
    return drawBetween(rows, neighbours, missing, random);
  }
  const made = drawBetween(rows, nearestNeighbours(pointsOf(sample), k, rows), missing, random);
  for (let i = 0; i < missing; i++) if (!label[made.second[i]]) made.gap[i] *= random.next() / 2;
  return made;
}
