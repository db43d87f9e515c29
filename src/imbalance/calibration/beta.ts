import { z } from 'zod';
import { NO_OPTIONS } from '../../base/component';
import { clip, sigmoid } from '../../base/logit';
import { defineCalibrator } from './calibrator';
import { fitLogistic } from './logistic';

/**
 * Beta calibration (Kull, Silva Filho and Flach, AISTATS 2017): σ(a ln p − b ln(1 − p) + c) with a, b ≥ 0, by maximum
 * likelihood. Both ends bend by themselves, and a = b = 1, c = 0 leaves probabilities as they are. A coefficient that comes
 * out negative is 0, and the others are fitted again.
 */
export const beta = defineCalibrator({
  name: 'beta',
  summary: 'the ratio of two beta distributions, which bends both ends by themselves',
  options: NO_OPTIONS,
  saved: z.strictObject({ a: z.number().min(0), b: z.number().min(0), c: z.number() }),
  fit(score, label) {
    const target = Float64Array.from(label);
    const ones = new Float64Array(score.length).fill(1);
    const columns = {
      a: Float64Array.from(score, (p) => Math.log(clip(p))),
      b: Float64Array.from(score, (p) => -Math.log(1 - clip(p))),
    };
    let names: ('a' | 'b')[] = ['a', 'b'];
    for (;;) {
      const fitted = fitLogistic([...names.map((name) => columns[name]), ones], target);
      const negative = names.findIndex((_, i) => fitted[i] < 0);
      if (negative < 0) {
        const coefficient = (name: 'a' | 'b') => (names.includes(name) ? fitted[names.indexOf(name)] : 0);
        return { a: coefficient('a'), b: coefficient('b'), c: fitted[names.length] };
      }
      names = names.filter((_, i) => i !== negative);
    }
  },
  calibration:
    ({ a, b, c }) =>
    (p) =>
      sigmoid(a * Math.log(clip(p)) - b * Math.log(1 - clip(p)) + c),
});
