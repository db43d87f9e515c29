import { InputError } from '../base/errors';
import { twoSidedP } from './normal';
import { rank, type Scores } from './ranking';

/** Two areas under the ROC curve on the same examples, and a test of their difference. */
export interface AucComparison {
  readonly aucA: number;
  readonly aucB: number;
  /** aucA − aucB */
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  /** Two-sided; 1 when the scores rank alike. */
  readonly p: number;
}

/**
 * Tests whether two scores of the same examples have different areas under the ROC curve.
 *
 * Each area is a mean of structural components: of a positive, the share of the negatives below it; of
 * a negative, the share of the positives above it. Their covariance gives the variance of the difference
 * (DeLong et al., Biometrics 1988), by midranks in O(n log n) (Sun and Xu, IEEE Signal Processing
 * Letters 2014). With clusters, for which examples of one customer are no independent draws, components
 * are summed within each before they vary (Obuchowski, Biometrics 1997).
 *
 * @param cluster of each example, any numbers [n]; without it every example is its own. With the positives or
 *   the negatives of one cluster only, standard error and p are NaN.
 * @throws InputError for NaN scores, other labels than 0 and 1, an empty class, or differing lengths
 */
export function delong(a: Scores, b: Scores, label: Uint8Array, cluster?: Int32Array): AucComparison {
  const componentsA = components(a, label);
  const componentsB = components(b, label);
  const difference = componentsA.auc - componentsB.auc;
  const group = cluster ? numbered(cluster) : Int32Array.from(label.keys());
  const variance = clusteredVariance(componentsA, componentsB, label, group);
  const standardError = Math.sqrt(Math.max(0, variance));
  // Rounding leaves a trace of variance where the two scores rank alike.
  const alike = standardError < 1e-12;
  const z = alike ? 0 : difference / standardError;
  return {
    aucA: componentsA.auc,
    aucB: componentsB.auc,
    difference,
    standardError,
    z,
    p: alike ? (Math.abs(difference) < 1e-12 ? 1 : 0) : twoSidedP(z),
  };
}

interface Components {
  readonly auc: number;
  /** Of each positive the share of negatives below, of each negative the share of positives above, ties half; [n] */
  readonly values: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

function components(score: Scores, label: Uint8Array): Components {
  const order = rank(score, label);
  const n = order.length;
  const values = new Float64Array(n);
  let positives = 0;
  for (const l of label) positives += l;
  const negatives = n - positives;
  if (positives === 0 || negatives === 0)
    throw new InputError(`${positives} positive and ${negatives} negative examples`, undefined, 'both classes');
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

/**
 * Variance of aucA − aucB. With d⁺ and d⁻ the differences of components less their mean, summed within
 * cluster i, m positives and n negatives, and I⁺, I⁻, I the clusters with positives, with negatives, and all:
 *
 *   S⁺ = I⁺/(I⁺ − 1) Σ (d⁺_i)² / m²,  S⁻ = I⁻/(I⁻ − 1) Σ (d⁻_i)² / n²,  S± = I/(I − 1) Σ d⁺_i d⁻_i / (m n)
 *   variance = S⁺ + S⁻ + 2 S±
 */
function clusteredVariance(a: Components, b: Components, label: Uint8Array, group: Int32Array): number {
  const { positives, negatives } = a;
  const difference = a.auc - b.auc;
  let groups = 0;
  for (const g of group) if (g >= groups) groups = g + 1;
  const plus = new Float64Array(groups);
  const minus = new Float64Array(groups);
  const has = new Uint8Array(groups);
  for (let i = 0; i < label.length; i++) {
    const d = a.values[i] - b.values[i] - difference;
    (label[i] ? plus : minus)[group[i]] += d;
    has[group[i]] |= label[i] ? 1 : 2;
  }
  let withPositives = 0;
  let withNegatives = 0;
  let squaresPlus = 0;
  let squaresMinus = 0;
  let products = 0;
  for (let g = 0; g < groups; g++) {
    if (has[g] & 1) withPositives++;
    if (has[g] & 2) withNegatives++;
    squaresPlus += plus[g] ** 2;
    squaresMinus += minus[g] ** 2;
    products += plus[g] * minus[g];
  }
  // From one cluster nobody can tell how much clusters vary, unless nothing varies at all.
  const unbiased = (count: number, sum: number) =>
    sum === 0 ? 0 : count > 1 ? (count / (count - 1)) * sum : Number.NaN;
  return (
    unbiased(withPositives, squaresPlus) / positives ** 2 +
    unbiased(withNegatives, squaresMinus) / negatives ** 2 +
    (2 * unbiased(groups, products)) / (positives * negatives)
  );
}

/** The same groups numbered from 0. */
export function numbered(cluster: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return cluster.map((value) => {
    let number = numbers.get(value);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(value, number);
    }
    return number;
  });
}
