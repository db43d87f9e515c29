import type { ExampleSet } from '../../src/data/examples';
import { SIGNALS, type Signal } from './signals';
import type { Truth } from './truth';

/** What no predictor beats on average, whatever it has learned. */
export interface Ceiling {
  readonly auc: number;
  readonly averagePrecision: number;
}

/** The best figures that a predictor can expect on the examples that sees the signals named: all of them, if none is. */
export function ceiling(truth: Truth, examples: ExampleSet, visible: readonly Signal[] = SIGNALS): Ceiling {
  const scores = truth.logOdds(examples, visible);
  const probabilities = truth.probability(examples);
  return {
    auc: expectedAuc(scores, probabilities),
    averagePrecision: expectedAveragePrecision(scores, probabilities),
  };
}

/**
 * The area under the ROC curve of scores when labels are drawn with the given probabilities p:
 *
 *   Σ_{i ≠ j} p_i (1 − p_j) ([s_i > s_j] + ½ [s_i = s_j]) / Σ_{i ≠ j} p_i (1 − p_j)
 *
 * the share of pairs ranked rightly, expected pairs over expected pairs.
 */
export function expectedAuc(scores: Float64Array, probabilities: Float64Array): number {
  let positives = 0;
  let negativesBelow = 0;
  let won = 0;
  let same = 0;
  let total = 0;
  for (const p of probabilities) total += 1 - p;
  let pairs = 0;
  for (const group of tiesAscending(scores)) {
    let negatives = 0;
    for (const i of group) negatives += 1 - probabilities[i];
    for (const i of group) {
      const p = probabilities[i];
      // An example is not paired with itself.
      won += p * negativesBelow;
      same += p * (negatives - (1 - p));
      pairs += p * (total - (1 - p));
      positives += p;
    }
    negativesBelow += negatives;
  }
  return positives > 0 ? (won + same / 2) / pairs : Number.NaN;
}

/**
 * Average precision of scores when labels are drawn with the given probabilities p, the expected sum of
 * precisions over the expected number of positives:
 *
 *   Σ_i p_i (1 + Σ_{j ≠ i, s_j ≥ s_i} p_j) / #{j: s_j ≥ s_i} / Σ_i p_i
 */
export function expectedAveragePrecision(scores: Float64Array, probabilities: Float64Array): number {
  let positives = 0;
  let ranked = 0;
  let sum = 0;
  for (const group of tiesAscending(scores).reverse()) {
    ranked += group.length;
    for (const i of group) positives += probabilities[i];
    for (const i of group) sum += (probabilities[i] * (1 + positives - probabilities[i])) / ranked;
  }
  return sum / positives;
}

/** The examples of each distinct score, from the lowest score to the highest. */
function tiesAscending(scores: Float64Array): number[][] {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  const groups: number[][] = [];
  for (const i of order) {
    const last = groups[groups.length - 1];
    if (last && scores[last[0]] === scores[i]) last.push(i);
    else groups.push([i]);
  }
  return groups;
}
