import { blend, pickOrigins } from './origins';
import { type Resampler, sizeOf } from './resampler';

/** A resampler after whose work another one, which takes examples as they are, removes some. */
export function cleaned(resampler: Resampler, cleaner: Resampler): Resampler {
  return {
    reads: 'numbers',
    resample(sample, random) {
      const made = resampler.resample(sample, random);
      const { label } = made;
      const [, ...rest] = sample.shape;
      const values = blend(made, sample.values, sizeOf(sample));
      const { first: kept } = cleaner.resample({ ...sample, values, shape: [label.length, ...rest], label }, random);
      return pickOrigins(made, kept);
    },
  };
}
