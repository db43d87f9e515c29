import { z } from 'zod';
import { defineAugmentation } from './augmentation';

/** Cuts off the oldest steps, as if the customer had come later: between all of the steps and a share of them stay. */
export const crop = defineAugmentation({
  name: 'crop',
  summary: 'cuts off the oldest steps at random',
  options: z.strictObject({
    /** The least share of the steps that stays. */
    least: z.number().min(0).lt(1).default(0.5),
  }),
  space: { least: { low: 0.2, high: 0.8 } },
  build:
    ({ least }) =>
    (steps, _, random) => {
      const fewest = Math.max(1, Math.ceil(least * steps.length));
      return steps.subarray(random.int(steps.length - fewest + 1));
    },
});
