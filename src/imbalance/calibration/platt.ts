import { z } from 'zod';
import { NO_OPTIONS } from '../../base/component';
import { logit, sigmoid } from '../../base/logit';
import { countClasses } from '../classCounts';
import { defineCalibrator } from './calibrator';
import { fitLogistic } from './logistic';

/**
 * Platt scaling (Platt, Advances in Large Margin Classifiers 1999): σ(a z + b) of log-odds z, fitted by maximum likelihood
 * on labels that are drawn inwards, (n₁ + 1) / (n₁ + 2) and 1 / (n₀ + 2), so that classes told apart exactly have a fit.
 */
export const platt = defineCalibrator({
  name: 'platt',
  summary: 'a line through the log-odds: slope and shift',
  options: NO_OPTIONS,
  saved: z.strictObject({ slope: z.number(), intercept: z.number() }),
  fit(score, label) {
    const { positives, negatives } = countClasses(label);
    const target = Float64Array.from(label, (y) => (y ? (positives + 1) / (positives + 2) : 1 / (negatives + 2)));
    const [slope, intercept] = fitLogistic(
      [Float64Array.from(score, logit), new Float64Array(score.length).fill(1)],
      target,
    );
    return { slope, intercept };
  },
  calibration:
    ({ slope, intercept }) =>
    (p) =>
      sigmoid(slope * logit(p) + intercept),
});
