import { z } from 'zod';
import { cleaning, cleaningSchema } from './cleaning';
import { nearestNeighbours } from './neighbours';
import { defineResampler, type TrainingSample } from './resampler';
import { rowsByClass } from './selection';
import { pointsOf, requireNeighbours } from './synthesis';

export const editingSchema = z.strictObject({
  /** How many neighbours are asked. */
  k: z.number().int().positive().default(3),
  /** What an example needs to stay: all of its neighbours in its own class, or most of them. */
  agree: z.enum(['all', 'most']).default('all'),
});

/**
 * Edited nearest neighbours (Wilson, IEEE Transactions on Systems, Man and Cybernetics 1972): removes examples that their
 * neighbours tell for the other class.
 */
export const editedNeighbours = defineResampler({
  name: 'edited-neighbours',
  summary: 'examples removed that have neighbours of the other class',
  options: cleaningSchema.extend(editingSchema.shape),
  space: { k: { choices: [3, 5] } },
  build: ({ remove, ...editing }) => cleaning(remove, (sample) => misfits(sample, editing, remove)),
});

/** 1 for an example whose neighbours are of the other class, [n]; where negatives alone are removed, only they are looked at. */
export function misfits(
  sample: TrainingSample,
  { k, agree }: z.output<typeof editingSchema>,
  remove: z.output<typeof cleaningSchema>['remove'],
): Uint8Array {
  const { label } = sample;
  requireNeighbours(label.length, k, 'examples');
  const asked = remove === 'both' ? Int32Array.from(label.keys()) : rowsByClass(label).negatives;
  const nearest = nearestNeighbours(pointsOf(sample), k, remove === 'both' ? undefined : asked);
  const found = new Uint8Array(label.length);
  asked.forEach((row, i) => {
    let others = 0;
    for (let j = i * k; j < (i + 1) * k; j++) others += label[nearest[j]] === label[row] ? 0 : 1;
    found[row] = agree === 'all' ? Number(others > 0) : Number(2 * others > k);
  });
  return found;
}
