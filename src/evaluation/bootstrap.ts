import type { Csr } from '../base/csr';
import type { Random } from '../base/random';
import { multiplySparse } from '../kernels/spmm';
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

/** Replicates that are worked out side by side. */
const LANES = 64;

/**
 * AUC and average precision of several scores of the same examples on the same bootstrap samples of
 * clusters: all examples of a customer come and go together, as they are no independent draws (Davison and
 * Hinkley 1997, § 3.8). Samples are multinomial, as many clusters as there are, with replacement. A sample
 * without positives counts as NaN.
 *
 * Both metrics need no more than the numbers of positives and of negatives between the scores at which there are
 * positives; scores are sorted once, and of all samples these numbers are one sparse matrix times the clusters' counts.
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
  const groups = group.reduce((most, g) => Math.max(most, g + 1), 0);
  const steps = scores.map((score) => stepsOf(score, label, group, groups));
  const results = scores.map(() => ({
    auc: new Float64Array(replicates),
    averagePrecision: new Float64Array(replicates),
  }));
  const counts = new Float32Array(groups * LANES);
  for (let first = 0; first < replicates; first += LANES) {
    const lanes = Math.min(LANES, replicates - first);
    counts.fill(0);
    for (let lane = 0; lane < lanes; lane++)
      for (let draw = 0; draw < groups; draw++) counts[random.int(groups) * LANES + lane]++;
    steps.forEach(({ positives, negatives }, s) => {
      const positive = multiplySparse(positives, counts, LANES);
      const negative = multiplySparse(negatives, counts, LANES);
      for (let lane = 0; lane < lanes; lane++) {
        const { auc, averagePrecision } = follow(positive, negative, lane);
        results[s].auc[first + lane] = auc;
        results[s].averagePrecision[first + lane] = averagePrecision;
      }
    });
  }
  return results;
}

/**
 * The examples from the highest score down, in steps: the negatives between two scores at which there are
 * positives, or all examples of such a score; [steps, groups] with a 1 for each example.
 */
function stepsOf(score: Scores, label: Uint8Array, group: Int32Array, groups: number) {
  const order = rank(score, label);
  const columns = { positives: [] as number[], negatives: [] as number[] };
  const offsets = { positives: [0], negatives: [0] };
  const endStep = () => {
    offsets.positives.push(columns.positives.length);
    offsets.negatives.push(columns.negatives.length);
  };
  for (let i = 0; i < order.length; ) {
    let end = i;
    let positive = false;
    for (; end < order.length && score[order[end]] === score[order[i]]; end++) positive ||= label[order[end]] === 1;
    if (positive) endStep();
    for (; i < end; i++) columns[label[order[i]] ? 'positives' : 'negatives'].push(group[order[i]]);
    if (positive) endStep();
  }
  endStep();
  const matrix = (part: 'positives' | 'negatives'): Csr => ({
    rows: offsets[part].length - 1,
    cols: groups,
    offsets: Int32Array.from(offsets[part]),
    columns: Int32Array.from(columns[part]),
    values: new Float32Array(columns[part].length).fill(1),
  });
  return { positives: matrix('positives'), negatives: matrix('negatives') };
}

/** Both metrics of one sample, whose numbers of positives and negatives in each step stand LANES apart. */
function follow(positive: Float32Array, negative: Float32Array, lane: number) {
  let positives = 0;
  let negatives = 0;
  let concordant = 0;
  let precisions = 0;
  for (let at = lane; at < positive.length; at += LANES) {
    const p = positive[at];
    concordant += negative[at] * (positives + p / 2);
    positives += p;
    negatives += negative[at];
    if (p > 0) precisions += (p * positives) / (positives + negatives);
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
