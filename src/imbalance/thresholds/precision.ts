import { z } from 'zod';
import { eachCut, FLAG_NONE } from '../../evaluation/threshold';
import { defineThreshold } from './threshold';

const optionsSchema = z.strictObject({
  /** The least share of the flagged that has to be positive. */
  floor: z.number().gt(0).max(1).default(0.5),
});

/** The threshold that finds the most positives on validation with a precision of at least the floor; where none has, nobody is flagged. */
export const precision = defineThreshold({
  name: 'precision',
  summary: 'the highest recall on validation with a precision of at least a floor',
  options: optionsSchema,
  choose(score, label, { floor }) {
    let best = { found: 0, threshold: FLAG_NONE };
    eachCut(score, label, (threshold, flagged, found) => {
      if (found >= floor * flagged && found > best.found) best = { found, threshold };
    });
    return best.threshold;
  },
});
