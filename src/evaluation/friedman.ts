import { chiSquareTail } from './normal';
import { type PValue, undefinedP } from './pValue';

/** q₀.₀₅ of the studentised range with infinite degrees of freedom, over √2, for 2 … 50 models. */
export const NEMENYI_Q05: readonly number[] = [
  1.96, 2.344, 2.569, 2.728, 2.85, 2.948, 3.031, 3.102, 3.164, 3.219, 3.268, 3.313, 3.354, 3.391, 3.426, 3.458, 3.489,
  3.517, 3.544, 3.569, 3.593, 3.616, 3.637, 3.658, 3.678, 3.696, 3.714, 3.732, 3.749, 3.765, 3.78, 3.795, 3.81, 3.824,
  3.837, 3.85, 3.863, 3.876, 3.888, 3.899, 3.911, 3.922, 3.933, 3.943, 3.954, 3.964, 3.973, 3.983, 3.992,
];

/** How models rank over blocks (items, folds, data sets), and how far mean ranks must lie apart. */
export interface RankComparison extends PValue {
  /** Mean rank of each model, 1 the best; ties share. */
  readonly meanRanks: number[];
  /** Friedman's χ², corrected for ties, with k − 1 degrees of freedom; its p-value is `p`. */
  readonly statistic: number;
  /** Nemenyi's critical difference at 5 %. */
  readonly criticalDifference: number;
  /** Groups of neighbouring models, best first, that do not differ: the bars of the diagram. */
  readonly cliques: number[][];
}

/**
 * Friedman's test and Nemenyi's critical difference (Demšar, Journal of Machine Learning Research 2006). Nothing is
 * known, and the reason given, where a value is NaN, where there is no block, for one model and for more than 50.
 * When all models tie in every block, only the ranks are known.
 * @param values [models][blocks], the higher the better
 */
export function friedman(values: readonly (readonly number[])[]): RankComparison {
  const k = values.length;
  const n = values[0]?.length ?? 0;
  const nothing = (reason: string): RankComparison => ({
    meanRanks: values.map(() => Number.NaN),
    statistic: Number.NaN,
    criticalDifference: Number.NaN,
    cliques: [],
    ...undefinedP(reason),
  });
  const most = NEMENYI_Q05.length + 1;
  if (k < 2 || k > most) return nothing(`${k} models, and the table of quantiles holds 2 to ${most}`);
  if (n === 0) return nothing('no block to compare in');
  if (values.flat().some(Number.isNaN)) return nothing('a value is undefined');
  const { meanRanks, ties } = rankOver(values);
  const criticalDifference = NEMENYI_Q05[k - 2] * Math.sqrt((k * (k + 1)) / (6 * n));
  const ranked = { meanRanks, criticalDifference, cliques: cliquesOf(meanRanks, criticalDifference) };
  const correction = 1 - ties / (n * k * (k * k - 1));
  if (correction === 0) return { ...ranked, statistic: Number.NaN, ...undefinedP('all models tie in every block') };
  const squares = meanRanks.reduce((total, rank) => total + (n * rank) ** 2, 0);
  const statistic = Math.max(0, ((12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1)) / correction);
  return { ...ranked, statistic, p: chiSquareTail(statistic, k - 1) };
}

/**
 * Mean rank of each model over blocks, 1 the best; ties share their ranks.
 * @param values [models][blocks], the higher the better
 * @returns `ties` as Friedman's correction takes them: Σ t³ − t over all groups of t models that tie in a block
 */
export function rankOver(values: readonly ArrayLike<number>[]): { meanRanks: number[]; ties: number } {
  const k = values.length;
  const n = values[0]?.length ?? 0;
  const sums = new Array<number>(k).fill(0);
  let ties = 0;
  const order = values.map((_, m) => m);
  for (let block = 0; block < n; block++) {
    order.sort((a, b) => values[b][block] - values[a][block]);
    for (let i = 0; i < k; ) {
      let end = i;
      while (end < k && values[order[end]][block] === values[order[i]][block]) end++;
      const tied = end - i;
      ties += tied ** 3 - tied;
      const midrank = (i + 1 + end) / 2;
      for (; i < end; i++) sums[order[i]] += midrank;
    }
  }
  return { meanRanks: sums.map((sum) => sum / n), ties };
}

/** The largest groups of models whose mean ranks lie within the critical difference. */
function cliquesOf(ranks: readonly number[], difference: number): number[][] {
  const order = ranks.map((_, m) => m).sort((a, b) => ranks[a] - ranks[b]);
  const cliques: number[][] = [];
  let reached = -1;
  for (let i = 0; i < order.length; i++) {
    let end = i;
    while (end + 1 < order.length && ranks[order[end + 1]] - ranks[order[i]] <= difference) end++;
    if (end > i && end > reached) {
      cliques.push(order.slice(i, end + 1));
      reached = end;
    }
  }
  return cliques;
}
