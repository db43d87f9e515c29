import { twoSidedP } from './normal';
import { type PValue, undefinedP } from './pValue';

export interface SignedRanks extends PValue {
  /** The smaller of the sums of the ranks of positive and of negative differences; ties share their ranks. */
  readonly statistic: number;
  /** How many differences are not 0. */
  readonly count: number;
  /** How the p-value was found; absent where there is none. */
  readonly method?: 'exact' | 'normal approximation';
}

/** The most differences whose signs are counted out: 2¹⁰⁰ ways, by dynamic programming in a million steps. */
const EXACT = 100;

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided (Biometrics Bulletin 1945). Zeros are left out; when
 * nothing else is there, p is 1. Exact for up to 100 differences, ties included: the distribution over all ways to
 * sign the midranks. Above, the normal approximation with correction for ties, as scipy.stats.wilcoxon has it.
 * NaN when a difference is NaN or there is none.
 */
export function wilcoxon(differences: readonly number[]): SignedRanks {
  const missing = differences.some(Number.isNaN);
  if (missing || differences.length === 0)
    return {
      statistic: Number.NaN,
      count: 0,
      ...undefinedP(missing ? 'a difference is undefined' : 'no pair to compare'),
    };
  const kept = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const count = kept.length;
  /** Twice the midranks, which are whole numbers. */
  const ranks = new Int32Array(count);
  let plus = 0;
  let ties = 0;
  for (let i = 0; i < count; ) {
    let end = i;
    while (end < count && Math.abs(kept[end]) === Math.abs(kept[i])) end++;
    ties += (end - i) ** 3 - (end - i);
    for (const rank = i + 1 + end; i < end; i++) {
      ranks[i] = rank;
      if (kept[i] > 0) plus += rank;
    }
  }
  const total = count * (count + 1);
  const doubled = Math.min(plus, total - plus);
  const statistic = doubled / 2;
  if (count <= EXACT) return { statistic, count, p: exactP(ranks, doubled), method: 'exact' };
  const std = Math.sqrt((total * (2 * count + 1)) / 24 - ties / 48);
  return { statistic, count, p: twoSidedP((statistic - total / 4) / std), method: 'normal approximation' };
}

/** 2 P(W ≤ w): the share of the ways to sign the ranks in which those signed plus sum to w or less. */
function exactP(ranks: Int32Array, w: number): number {
  const probability = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  probability[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--)
      probability[sum] = (probability[sum] + (sum >= rank ? probability[sum - rank] : 0)) / 2;
  }
  let below = 0;
  for (let sum = 0; sum <= w; sum++) below += probability[sum];
  return Math.min(1, 2 * below);
}
