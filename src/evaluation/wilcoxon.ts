import { twoSidedP } from './normal';

/**
 * Wilcoxon's signed-rank test of paired differences (Biometrics Bulletin 1945), two-sided. Zeros are left
 * out. Exact for up to 50 differences without ties, else the normal approximation with correction for ties,
 * as scipy.stats.wilcoxon has it.
 * @returns the smaller sum of signed ranks and the p-value; p is 1 when no difference is left
 */
export function wilcoxon(differences: readonly number[]): { statistic: number; p: number } {
  const kept = differences.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const n = kept.length;
  if (n === 0) return { statistic: 0, p: 1 };
  let plus = 0;
  let ties = 0;
  for (let i = 0; i < n; ) {
    let end = i;
    while (end < n && Math.abs(kept[end]) === Math.abs(kept[i])) end++;
    const midrank = (i + 1 + end) / 2;
    const tied = end - i;
    ties += tied ** 3 - tied;
    for (; i < end; i++) if (kept[i] > 0) plus += midrank;
  }
  const total = (n * (n + 1)) / 2;
  const statistic = Math.min(plus, total - plus);
  if (ties === 0 && n <= 50) return { statistic, p: exactP(n, statistic) };
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  return { statistic, p: twoSidedP((statistic - total / 2) / deviation) };
}

/** 2 P(W ≤ w): the share of the 2ⁿ ways to sign the ranks 1 … n whose positive ranks sum to w or less. */
function exactP(n: number, w: number): number {
  const ways = new Float64Array((n * (n + 1)) / 2 + 1);
  ways[0] = 1;
  for (let k = 1; k <= n; k++) for (let sum = (k * (k + 1)) / 2; sum >= k; sum--) ways[sum] += ways[sum - k];
  let below = 0;
  for (let sum = 0; sum <= w; sum++) below += ways[sum];
  return Math.min(1, (2 * below) / 2 ** n);
}
