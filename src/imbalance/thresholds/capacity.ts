import { z } from 'zod';
import { eachCut, FLAG_NONE } from '../../evaluation/threshold';
import { defineThreshold } from './threshold';

const optionsSchema = z.strictObject({
  /** How many of as many examples as validation has can be followed up. */
  k: z.number().int().positive().default(100),
});

/** The lowest threshold that flags at most k validation examples. Examples that tie are flagged all or none. */
export const capacity = defineThreshold({
  name: 'capacity',
  summary: 'at most k examples flagged on validation',
  options: optionsSchema,
  choose(score, label, { k }) {
    let chosen = FLAG_NONE;
    eachCut(score, label, (threshold, flagged) => {
      if (flagged <= k) chosen = threshold;
    });
    return chosen;
  },
});
