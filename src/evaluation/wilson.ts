import type { Interval } from './bootstrap';

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's 95 % score interval of a share (JASA 1927): the probabilities p that the observed share lies at most
 * 1.96 standard errors √(p (1 − p) / trials) from. Unlike Wald's it holds near 0, where rare outcomes are.
 * NaN without trials.
 */
export function wilson(successes: number, trials: number): Interval {
  const z2 = Z * Z;
  const share = successes / trials;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (Z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
