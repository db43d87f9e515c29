import { rank, type Scores } from './ranking';

/** Mean squared difference between probability and outcome (Brier 1950). */
export function brierScore(score: Scores, label: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < score.length; i++) sum += (score[i] - label[i]) ** 2;
  return sum / score.length;
}

/** Mean negative log-likelihood; probabilities are clipped to [ε, 1 − ε] of double precision, as scikit-learn does. */
export function logLoss(score: Scores, label: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < score.length; i++) {
    const p = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score[i]));
    sum -= Math.log(label[i] ? p : 1 - p);
  }
  return sum / score.length;
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly count: number;
  readonly meanScore: number;
  readonly positiveRate: number;
}

/** Bins of equal numbers of examples in order of score, lowest first; rare positives would crowd into one of equal width. */
export function reliability(score: Scores, label: Uint8Array, bins = 15): ReliabilityBin[] {
  const order = rank(score, label).reverse();
  return Array.from({ length: bins }, (_, b) => {
    const rows = order.subarray(Math.floor((b * order.length) / bins), Math.floor(((b + 1) * order.length) / bins));
    let scores = 0;
    let positives = 0;
    for (const row of rows) {
      scores += score[row];
      positives += label[row];
    }
    return { count: rows.length, meanScore: scores / rows.length, positiveRate: positives / rows.length };
  }).filter(({ count }) => count > 0);
}

/** Expected calibration error: the bins' mean |score − rate|, weighted by their size (Naeini et al., AAAI 2015, bins of equal mass). */
export function expectedCalibrationError(score: Scores, label: Uint8Array, bins = 15): number {
  let sum = 0;
  for (const { count, meanScore, positiveRate } of reliability(score, label, bins))
    sum += count * Math.abs(meanScore - positiveRate);
  return sum / score.length;
}
