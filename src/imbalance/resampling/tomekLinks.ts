import { cleaning, cleaningSchema } from './cleaning';
import { nearestNeighbours } from './neighbours';
import { defineResampler, type TrainingSample } from './resampler';
import { rowsByClass } from './selection';
import { pointsOf, requireNeighbours } from './synthesis';

/**
 * Removes examples of Tomek links (Tomek, IEEE Transactions on Systems, Man and Cybernetics 1976): a positive and a
 * negative each of which is the other's nearest neighbour.
 */
export const tomekLinks = defineResampler({
  name: 'tomek-links',
  summary: 'examples removed whose nearest neighbour is of the other class, and they its',
  options: cleaningSchema,
  build: ({ remove }) => cleaning(remove, inLinks),
});

/** 1 for an example in a link, [n] */
export function inLinks(sample: TrainingSample): Uint8Array {
  const { label } = sample;
  requireNeighbours(label.length, 1, 'examples');
  const linked = new Uint8Array(label.length);
  // Each link has one positive, so that only those and their neighbours are asked.
  const { positives } = rowsByClass(label);
  const nearest = nearestNeighbours(pointsOf(sample), 1, positives);
  const negatives = new Set(nearest.filter((row) => !label[row]));
  if (!negatives.size) return linked;
  const asked = Int32Array.from(negatives).sort();
  const back = nearestNeighbours(pointsOf(sample), 1, asked);
  const nearestOf = new Map([...asked].map((row, i) => [row, back[i]]));
  positives.forEach((positive, p) => {
    if (nearestOf.get(nearest[p]) === positive) linked[positive] = linked[nearest[p]] = 1;
  });
  return linked;
}
