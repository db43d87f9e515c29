import { countPositives } from '../data/examples';
import { numberGroups, pick, rowsByGroup } from './groups';
import { studentTwoSidedP, twoSidedP } from './normal';
import { type PValue, undefinedP } from './pValue';
import { rank, requireScores, type Scores } from './ranking';

/** Two areas under the ROC curve on the same examples, and a two-sided test of their difference. */
export interface AucComparison extends PValue {
  readonly aucA: number;
  readonly aucB: number;
  /** aucA − aucB */
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
}

/**
 * Tests whether two scores of the same examples have different areas under the ROC curve.
 *
 * Each area is a mean of structural components: of a positive, the share of the negatives below it; of
 * a negative, the share of the positives above it. Their covariance gives the variance of the difference
 * (DeLong et al., Biometrics 1988), by midranks in O(n log n) (Sun and Xu, IEEE Signal Processing
 * Letters 2014). With clusters, for which examples of one customer are no independent draws, components
 * are summed within each before they vary (Obuchowski, Biometrics 1997), and p is of Student's distribution with one
 * degree of freedom less than clusters, as few of them show little of how much they vary. With folds, each judged by a model of
 * its own, areas are means over the folds' areas, and clusters sum their components over all folds.
 *
 * Two scores that rank alike have p = 1. Standard error and p are NaN, and the reason given, where a fold has one
 * class, where one cluster has all positives or all negatives, for one cluster cannot show how much they vary, and
 * where the difference is the same for every example, so that it has no variance to be measured by.
 *
 * @param cluster of each example, any numbers [n]; if omitted, every example is its own
 * @param fold of each example, any numbers [n]; if omitted, all are of one
 * @throws InputError for NaN scores, other labels than 0 and 1, or differing lengths
 */
export function delong(
  a: Scores,
  b: Scores,
  label: Uint8Array,
  cluster?: Int32Array,
  fold?: Int32Array,
): AucComparison {
  requireScores(a, label);
  requireScores(b, label);
  const all = Int32Array.from(label.keys());
  const group = numberGroups(cluster ?? all);
  const folds = fold ? [...rowsByGroup(fold).values()] : [all];
  const sums = new ClusterSums(group.ids.length);
  let aucA = 0;
  let aucB = 0;
  for (const rows of folds) {
    const one = components(pick(a, label, rows));
    const other = components(pick(b, label, rows));
    aucA += one.auc / folds.length;
    aucB += other.auc / folds.length;
    const shift = one.auc - other.auc;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      const d = one.values[i] - other.values[i] - shift;
      sums.add(group.of[row], label[row], d / (folds.length * (label[row] ? one.positives : one.negatives)));
    }
  }
  const difference = aucA - aucB;
  const areas = { aucA, aucB, difference };
  const unknown = (reason: string) => ({
    ...areas,
    standardError: Number.NaN,
    z: Number.NaN,
    ...undefinedP(reason),
  });
  if (Number.isNaN(difference)) return unknown('there are examples of one class only');
  if (sums.withPositives < 2) return unknown('all positives are of one cluster');
  if (sums.withNegatives < 2) return unknown('all negatives are of one cluster');
  const variance = sums.variance();
  if (variance > 0) {
    const standardError = Math.sqrt(variance);
    const z = difference / standardError;
    return { ...areas, standardError, z, p: cluster ? studentTwoSidedP(z, group.ids.length - 1) : twoSidedP(z) };
  }
  if (Math.abs(difference) > 1e-12) return unknown('the difference does not vary between examples');
  return { ...areas, standardError: 0, z: 0, p: 1 };
}

interface Components {
  readonly auc: number;
  /** Of each positive the share of negatives below, of each negative the share of positives above, ties half; [n] */
  readonly values: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

function components({ score, label }: { readonly score: Scores; readonly label: Uint8Array }): Components {
  const order = rank(score, label);
  const n = order.length;
  const values = new Float64Array(n);
  const positives = countPositives(label);
  const negatives = n - positives;
  let positivesAbove = 0;
  let negativesAbove = 0;
  let sum = 0;
  for (let i = 0; i < n; ) {
    const value = score[order[i]];
    let end = i;
    let tiedPositives = 0;
    while (end < n && score[order[end]] === value) tiedPositives += label[order[end++]];
    const tiedNegatives = end - i - tiedPositives;
    const below = (negatives - negativesAbove - tiedNegatives / 2) / negatives;
    const above = (positivesAbove + tiedPositives / 2) / positives;
    for (; i < end; i++) values[order[i]] = label[order[i]] ? below : above;
    sum += tiedPositives * below;
    positivesAbove += tiedPositives;
    negativesAbove += tiedNegatives;
  }
  return { auc: sum / positives, values, positives, negatives };
}

/** Sums over each cluster's positives and over its negatives, of differences of components less their mean. */
class ClusterSums {
  private readonly plus: Float64Array;
  private readonly minus: Float64Array;
  private readonly hasPositive: Uint8Array;
  private readonly hasNegative: Uint8Array;

  constructor(clusters: number) {
    this.plus = new Float64Array(clusters);
    this.minus = new Float64Array(clusters);
    this.hasPositive = new Uint8Array(clusters);
    this.hasNegative = new Uint8Array(clusters);
  }

  /** @param share the component's difference as a share of its class and fold */
  add(cluster: number, label: number, share: number): void {
    (label ? this.plus : this.minus)[cluster] += share;
    (label ? this.hasPositive : this.hasNegative)[cluster] = 1;
  }

  get withPositives(): number {
    return countPositives(this.hasPositive);
  }

  get withNegatives(): number {
    return countPositives(this.hasNegative);
  }

  /**
   * Variance of aucA − aucB. With d⁺ᵢ and d⁻ᵢ the sums of cluster i, and I⁺, I⁻, I the numbers of clusters with
   * positives, with negatives, and of all:
   *
   *   I⁺/(I⁺ − 1) Σ (d⁺ᵢ)² + I⁻/(I⁻ − 1) Σ (d⁻ᵢ)² + 2 I/(I − 1) Σ d⁺ᵢ d⁻ᵢ
   *
   * 0 where rounding is all that is left of it: where the scores rank alike, or positives and negatives cancel out.
   */
  variance(): number {
    let squaresPlus = 0;
    let squaresMinus = 0;
    let products = 0;
    for (let i = 0; i < this.plus.length; i++) {
      squaresPlus += this.plus[i] ** 2;
      squaresMinus += this.minus[i] ** 2;
      products += this.plus[i] * this.minus[i];
    }
    const unbiased = (count: number, sum: number) => (count / (count - 1)) * sum;
    const squares = unbiased(this.withPositives, squaresPlus) + unbiased(this.withNegatives, squaresMinus);
    const variance = squares + 2 * unbiased(this.plus.length, products);
    return variance > Math.max(1e-24, 1e-12 * squares) ? variance : 0;
  }
}
