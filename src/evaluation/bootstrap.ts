import type { Csr } from '../base/csr';
import type { Random } from '../base/random';
import { multiplySparse } from '../kernels/spmm';
import { numberGroups, pick, rowsByGroup } from './groups';
import { type PValue, undefinedP } from './pValue';
import { rank, type Scores } from './ranking';

/** The middle of a bootstrap distribution; NaN where there is none. */
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
 * As many samples as it takes to test this many differences under Holm's correction: the smallest p-value there is,
 * 1 / (samples + 1), is then below .002 after correction, and .05 after it stands on 25 samples.
 */
export function replicatesFor(comparisons: number): number {
  return 500 * Math.max(2, comparisons);
}

/** Replicates that are worked out side by side. */
const LANES = 64;

/**
 * AUC and average precision of several scores of the same examples on the same bootstrap samples of
 * clusters: all examples of a customer come and go together, as they are no independent draws (Davison and
 * Hinkley 1997, § 3.8). Samples are multinomial, as many clusters as there are, with replacement. With folds, each
 * judged by a model of its own, metrics are means over the folds' metrics; a cluster brings its examples of all folds.
 *
 * A sample without positives counts as NaN, and one without negatives too, as to the AUC. All samples do when fewer
 * than two clusters have positives or fewer than two have negatives: how much one cluster varies cannot be seen in it.
 *
 * Both metrics need no more than the numbers of positives and of negatives between the scores at which there are
 * positives; scores are sorted once, and of all samples these numbers are one sparse matrix times the clusters' counts.
 *
 * @param cluster of each example, any numbers [n]
 * @param fold of each example, any numbers [n]; if omitted, all are of one
 * @returns one entry for each score vector, in order
 */
export function bootstrap(
  scores: readonly Scores[],
  label: Uint8Array,
  cluster: Int32Array,
  replicates: number,
  random: Random,
  fold: Int32Array = new Int32Array(label.length),
): Replicates[] {
  const { of: group, ids } = numberGroups(cluster);
  const groups = ids.length;
  const results = scores.map(() => ({
    auc: new Float64Array(replicates),
    averagePrecision: new Float64Array(replicates),
  }));
  const folds = [...rowsByGroup(fold).values()];
  const steps = scores.map((score) => folds.map((rows) => stepsOf(score, label, group, groups, rows)));
  if (!varies(label, group)) {
    for (const { auc, averagePrecision } of results) {
      auc.fill(Number.NaN);
      averagePrecision.fill(Number.NaN);
    }
    return results;
  }
  const counts = new Float32Array(groups * LANES);
  for (let first = 0; first < replicates; first += LANES) {
    const lanes = Math.min(LANES, replicates - first);
    counts.fill(0);
    for (let lane = 0; lane < lanes; lane++)
      for (let draw = 0; draw < groups; draw++) counts[random.int(groups) * LANES + lane]++;
    steps.forEach((ofFolds, s) => {
      for (const { positives, negatives } of ofFolds) {
        const positive = multiplySparse(positives, counts, LANES);
        const negative = multiplySparse(negatives, counts, LANES);
        for (let lane = 0; lane < lanes; lane++) {
          const { auc, averagePrecision } = sampleMetrics(positive, negative, lane);
          results[s].auc[first + lane] += auc / folds.length;
          results[s].averagePrecision[first + lane] += averagePrecision / folds.length;
        }
      }
    });
  }
  return results;
}

/** Whether two clusters or more have positives, and two or more have negatives. */
function varies(label: Uint8Array, group: Int32Array): boolean {
  return [0, 1].every((one) => {
    const first = label.indexOf(one);
    return first >= 0 && group.some((g, i) => label[i] === one && g !== group[first]);
  });
}

/**
 * Some of the examples from the highest score down, in steps: the negatives between two scores at which there are
 * positives, or all examples of such a score; [steps, groups] with a 1 for each example.
 */
function stepsOf(score: Scores, label: Uint8Array, group: Int32Array, groups: number, rows: Int32Array) {
  const part = pick(score, label, rows);
  const order = rank(part.score, part.label).map((i) => rows[i]);
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
function sampleMetrics(positive: Float32Array, negative: Float32Array, lane: number) {
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

/** The middle of the samples' values by quantiles, 95 % if not said otherwise; NaN are left out. */
export function interval(values: Float64Array, level = 0.95): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return { low: Number.NaN, high: Number.NaN };
  const quantile = (q: number) => {
    const at = q * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  };
  return { low: quantile((1 - level) / 2), high: quantile((1 + level) / 2) };
}

/**
 * Two-sided p-value of "the difference is 0": twice the smaller share of samples on either side, the data themselves
 * counted in, so that it is 1 / (samples + 1) where all samples lie on one side (Davison and Hinkley 1997, § 4.2).
 * Below .05 when the 95 % interval leaves out 0. Samples that are NaN do not count.
 */
export function bootstrapP(differences: Float64Array): PValue {
  return sampled(differences, (known) => {
    const below = count(known, (value) => value <= 0);
    const above = count(known, (value) => value >= 0);
    return Math.min(1, (2 * Math.min(below, above) + 1) / (known.length + 1));
  });
}

/**
 * p-value of "the difference is as large as the margin, or larger, to either side": small where the two are shown to
 * be equivalent, by two one-sided tests (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 1987). Below .05
 * when the 90 % interval lies within the margin. Samples that are NaN do not count.
 * @param margin one for all samples; or that of each, where it is a share of what varies with them [samples]
 */
export function equivalenceP(differences: Float64Array, margin: number | Float64Array): PValue {
  const marginOf = (sample: number) => (typeof margin === 'number' ? margin : margin[sample]);
  const isOutside = (sign: number) =>
    differences.reduce((sum, value, i) => sum + (sign * value >= marginOf(i) ? 1 : 0), 0);
  return sampled(differences, (known) => (Math.max(isOutside(1), isOutside(-1)) + 1) / (known.length + 1));
}

/** A p-value of samples that are not NaN, where there are any and they are not all one and the same difference. */
function sampled(differences: Float64Array, p: (known: Float64Array) => number): PValue {
  const known = differences.filter((value) => !Number.isNaN(value));
  if (known.length === 0)
    return undefinedP('positives or negatives are of fewer than two clusters, which no sample can vary');
  const constant = known.every((value) => Math.abs(value - known[0]) < 1e-12);
  if (constant && Math.abs(known[0]) > 1e-12) return undefinedP('the difference is the same in every bootstrap sample');
  return { p: p(known) };
}

function count(values: Float64Array, holds: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + (holds(value) ? 1 : 0), 0);
}
