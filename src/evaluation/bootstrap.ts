import type { Random } from '../base/random';
import { numbered } from './delong';
import { rank, type Scores } from './ranking';

/** The middle 95 % of a bootstrap distribution. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Metrics of one score vector over bootstrap samples, [replicates] each. */
export interface Replicates {
  readonly auc: Float64Array;
  readonly averagePrecision: Float64Array;
}

/**
 * AUC and average precision of several scores of the same examples on the same bootstrap samples of
 * clusters: all examples of a customer come and go together, as they are no independent draws (Davison and
 * Hinkley 1997, § 3.8). Samples are multinomial, as many clusters as there are, with replacement. Scores
 * are sorted once; a sample is one pass with counts for weights. A sample without positives counts as NaN.
 *
 * @param cluster of each example, any numbers [n]
 * @returns one entry for each score vector, in order
 */
export function bootstrap(
  scores: readonly Scores[],
  label: Uint8Array,
  cluster: Int32Array,
  replicates: number,
  random: Random,
): Replicates[] {
  const group = numbered(cluster);
  let groups = 0;
  for (const g of group) if (g >= groups) groups = g + 1;
  const sorted = scores.map((score) => {
    const order = rank(score, label);
    const n = order.length;
    // In order of score, in one number: the group, whether the next score is another one, and the label.
    const codes = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const ends = i + 1 === n || score[order[i + 1]] !== score[order[i]];
      codes[i] = (group[order[i]] << 2) | (ends ? 2 : 0) | label[order[i]];
    }
    return codes;
  });
  const results = scores.map(() => ({
    auc: new Float64Array(replicates),
    averagePrecision: new Float64Array(replicates),
  }));
  const weight = new Int32Array(groups);
  for (let r = 0; r < replicates; r++) {
    weight.fill(0);
    for (let draw = 0; draw < groups; draw++) weight[random.int(groups)]++;
    sorted.forEach((codes, s) => {
      const { auc, averagePrecision } = weighted(codes, weight);
      results[s].auc[r] = auc;
      results[s].averagePrecision[r] = averagePrecision;
    });
  }
  return results;
}

/** AUC and average precision when each group counts `weight` times. */
function weighted(codes: Int32Array, weight: Int32Array) {
  let positives = 0;
  let negatives = 0;
  let concordant = 0;
  let precisions = 0;
  let tiedPositives = 0;
  let tiedNegatives = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    const w = weight[code >> 2];
    if (code & 1) tiedPositives += w;
    else tiedNegatives += w;
    if (code & 2) {
      concordant += tiedNegatives * (positives + tiedPositives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      if (tiedPositives > 0) precisions += (tiedPositives * positives) / (positives + negatives);
      tiedPositives = 0;
      tiedNegatives = 0;
    }
  }
  return { auc: concordant / (positives * negatives), averagePrecision: precisions / positives };
}

/** The 2.5 % and 97.5 % quantiles, NaN left out. */
export function interval(values: Float64Array): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const quantile = (q: number) => {
    const at = q * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  };
  return { low: quantile(0.025), high: quantile(0.975) };
}

/** Two-sided bootstrap p-value of "the difference is 0": twice the smaller share of samples on either side, at most 1. */
export function bootstrapP(differences: Float64Array): number {
  const known = differences.filter((value) => !Number.isNaN(value));
  const below = known.reduce((count, value) => count + (value <= 0 ? 1 : 0), 0);
  const above = known.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0);
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (known.length + 1));
}
