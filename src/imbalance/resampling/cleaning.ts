import { z } from 'zod';
import { InputError } from '../../base/errors';
import { asTheyAre } from './origins';
import { type Resampler, requireNumbers, type TrainingSample } from './resampler';
import { rowsByClass } from './selection';

/** Options of resamplers that remove examples. */
export const cleaningSchema = z.strictObject({
  /** Which class loses examples. */
  remove: z.enum(['negatives', 'both']).default('negatives'),
});

/**
 * A resampler that removes examples among those of the other class.
 * @param find the examples to remove, of either class
 */
export function cleaning(
  remove: z.output<typeof cleaningSchema>['remove'],
  find: (sample: TrainingSample) => Uint8Array,
): Resampler {
  return {
    reads: 'numbers',
    resample(sample) {
      const { label } = sample;
      rowsByClass(label);
      requireNumbers(sample);
      const found = find(sample);
      const kept = Int32Array.from(label.keys()).filter((row) => !found[row] || (remove === 'negatives' && label[row]));
      requireBoth(kept, label);
      return asTheyAre(kept, label);
    },
  };
}

function requireBoth(kept: Int32Array, label: Uint8Array): void {
  const positives = kept.reduce((sum, row) => sum + label[row], 0);
  if (positives > 0 && positives < kept.length) return;
  throw new InputError(
    `removing examples among the other class leaves no ${positives > 0 ? 'negative' : 'positive'}`,
    'resampling',
    'classes that are further apart, or a rule that removes less',
  );
}
