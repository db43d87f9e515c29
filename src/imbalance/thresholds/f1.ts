import { NO_OPTIONS } from '../../base/component';
import { bestF1Threshold } from '../../evaluation/threshold';
import { defineThreshold } from './threshold';

/** The threshold of the highest F1 on validation among those better than chance. */
export const f1 = defineThreshold({
  name: 'f1',
  summary: 'the highest F1 on validation',
  options: NO_OPTIONS,
  choose: (score, label) => bestF1Threshold(score, label),
});
