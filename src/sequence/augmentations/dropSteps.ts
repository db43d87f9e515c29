import { z } from 'zod';
import { defineAugmentation } from './augmentation';

/** Leaves out each step but the last with some probability. */
export const dropSteps = defineAugmentation({
  name: 'drop-steps',
  summary: 'leaves out steps at random',
  options: z.strictObject({ rate: z.number().gt(0).max(0.9).default(0.1) }),
  space: { rate: { low: 0.05, high: 0.4 } },
  build:
    ({ rate }) =>
    (steps, _, random) => {
      let kept = 0;
      for (let i = 0; i < steps.length; i++)
        if (i === steps.length - 1 || random.next() >= rate) steps[kept++] = steps[i];
      return steps.subarray(0, kept);
    },
});
