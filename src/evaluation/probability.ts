import { rank, requireScores, type Scores } from './ranking';

/** Mean squared difference between probability and outcome (Brier 1950). */
export function brierScore(score: Scores, label: Uint8Array): number {
  requireScores(score, label);
  let sum = 0;
  for (let i = 0; i < score.length; i++) sum += (score[i] - label[i]) ** 2;
  return sum / score.length;
}

/** Mean negative log-likelihood; probabilities are clipped to [ε, 1 − ε] of double precision, as scikit-learn does. */
export function logLoss(score: Scores, label: Uint8Array): number {
  requireScores(score, label);
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

/**
 * Bins between the quantiles of the scores, lowest first; rare positives would crowd into one of equal width. Equal
 * scores share a bin whatever their order, so that bins are as equal in size as ties allow and a constant score has
 * a single one, as in scikit-learn's `calibration_curve(strategy="quantile")`.
 */
export function reliability(score: Scores, label: Uint8Array, bins = 15): ReliabilityBin[] {
  const order = rank(score, label).reverse();
  const n = order.length;
  /** The b-th of `bins` quantiles, between neighbouring scores where it falls between them. */
  const quantile = (b: number) => {
    const below = Math.floor((b * (n - 1)) / bins);
    const rest = ((b * (n - 1)) % bins) / bins;
    const value = score[order[below]];
    return rest === 0 ? value : value + rest * (score[order[below + 1]] - value);
  };
  const filled: ReliabilityBin[] = [];
  for (let bin = 1, i = 0; i < n; bin++) {
    const edge = bin < bins ? quantile(bin) : Number.POSITIVE_INFINITY;
    const start = i;
    let scores = 0;
    let positives = 0;
    for (; i < n && score[order[i]] <= edge; i++) {
      scores += score[order[i]];
      positives += label[order[i]];
    }
    const count = i - start;
    if (count > 0) filled.push({ count, meanScore: scores / count, positiveRate: positives / count });
  }
  return filled;
}

/** Expected calibration error: the mean of |score − rate| over the bins of `reliability`, weighted by size (Naeini et al., AAAI 2015). */
export function expectedCalibrationError(score: Scores, label: Uint8Array, bins = 15): number {
  let sum = 0;
  for (const { count, meanScore, positiveRate } of reliability(score, label, bins))
    sum += count * Math.abs(meanScore - positiveRate);
  return sum / score.length;
}
