import { z } from 'zod';
import { countPositives } from '../../data/examples';
import { eachCut, FLAG_NONE } from '../../evaluation/threshold';
import { defineThreshold } from './threshold';

const optionsSchema = z.strictObject({
  /** What flagging a negative costs, and what a positive that is not flagged does; right decisions cost nothing. */
  falsePositive: z.number().min(0).default(1),
  falseNegative: z.number().min(0).default(10),
});

/**
 * The threshold of the least total cost on validation; of equal ones the highest. For calibrated probabilities that is near
 * falsePositive / (falsePositive + falseNegative) (Elkan, IJCAI 2001).
 */
export const cost = defineThreshold({
  name: 'cost',
  summary: 'the least cost of wrong decisions on validation',
  options: optionsSchema,
  choose(score, label, { falsePositive, falseNegative }) {
    const positives = countPositives(label);
    let best = { cost: positives * falseNegative, threshold: FLAG_NONE };
    eachCut(score, label, (threshold, flagged, found) => {
      const total = (flagged - found) * falsePositive + (positives - found) * falseNegative;
      if (total < best.cost) best = { cost: total, threshold };
    });
    return best.threshold;
  },
});
