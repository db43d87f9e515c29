import { z } from 'zod';
import { NO_OPTIONS } from '../../base/component';
import { logit, sigmoid } from '../../base/logit';
import { defineCalibrator } from './calibrator';
import { fitLogistic } from './logistic';

/** Temperatures are kept between these: the likelihood of classes told apart exactly, or not at all, has no maximum. */
const [COLDEST, HOTTEST] = [0.01, 100];

/**
 * Temperature scaling (Guo et al., ICML 2017): σ(z / T) of log-odds z. One number makes a model less or more sure of itself;
 * it cannot move a base rate, for which Platt's shift is needed.
 */
export const temperature = defineCalibrator({
  name: 'temperature',
  summary: 'log-odds over a temperature',
  options: NO_OPTIONS,
  saved: z.strictObject({ temperature: z.number().positive() }),
  fit(score, label) {
    const [inverse] = fitLogistic([Float64Array.from(score, logit)], Float64Array.from(label));
    return { temperature: inverse > 0 ? Math.min(HOTTEST, Math.max(COLDEST, 1 / inverse)) : HOTTEST };
  },
  calibration:
    ({ temperature }) =>
    (p) =>
      sigmoid(logit(p) / temperature),
});
