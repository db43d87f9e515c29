import { type BuyTillYouDie, largest, logRisingFactorials } from './model';
import { logPowerIntegral } from './powerIntegral';

/** Purchase rates are gamma distributed with shape r and rate α (weeks), death rates with shape s and rate β (weeks). */
type ParetoNbdParameters = Readonly<Record<'r' | 'alpha' | 's' | 'beta', number>>;

/**
 * Pareto/NBD: a customer buys at a constant rate and dies at another (Schmittlein, Morrison and Colombo, Management Science
 * 1987). Given the rates λ and μ, who has bought x times, last at t, and was watched until T, is alive with likelihood
 * λˣ e^(−(λ + μ) T), or died at some time y in between with λˣ μ e^(−(λ + μ) y); averaged over the gamma distributions both
 * are powers, and so is the probability of buying while alive.
 */
export const paretoNbd: BuyTillYouDie<ParetoNbdParameters> = {
  name: 'pareto-nbd',
  summary: 'Pareto/NBD: buys at a constant rate, dies at another',
  parameters: ['r', 'alpha', 's', 'beta'],
  start: (gap, age) => ({ r: 1, alpha: gap, s: 1, beta: age }),

  logLikelihood({ r, alpha, s, beta }, { frequency, recency, age, weight }) {
    const rate = logRisingFactorials(r, largest(frequency));
    const scale = r * Math.log(alpha) + s * Math.log(beta);
    let sum = 0;
    for (let i = 0; i < weight.length; i++) {
      const x = frequency[i];
      const alive = logAlive(r + x, alpha, s, beta, age[i]);
      const dead = logDead(r + x, alpha, s, beta, recency[i], age[i]);
      const [more, less] = alive > dead ? [alive, dead] : [dead, alive];
      sum += weight[i] * (rate[x] + scale + more + Math.log1p(Math.exp(less - more)));
    }
    return sum;
  },

  probability: ({ r, alpha, s, beta }, { frequency, recency, age }, weeks) =>
    Float64Array.from(frequency, (x, i) => {
      const alive = logAlive(r + x, alpha, s, beta, age[i]);
      const odds = Math.exp(logDead(r + x, alpha, s, beta, recency[i], age[i]) - alive);
      // The first purchase comes at u with density λ e^(−(λ + μ) u).
      const buys = logPowerIntegral(alpha + age[i], r + x + 1, beta + age[i], s, 0, weeks);
      return ((r + x) * Math.exp(buys - alive)) / (1 + odds);
    }),

  expectedCount: ({ r, alpha, s, beta }, { frequency, recency, age }, weeks) =>
    Float64Array.from(frequency, (x, i) => {
      const alive = logAlive(r + x, alpha, s, beta, age[i]);
      const odds = Math.exp(logDead(r + x, alpha, s, beta, recency[i], age[i]) - alive);
      // Mean weeks alive of the weeks ahead: ∫ ((β + T) / (β + T + u))ˢ du.
      const ahead = Math.log1p(weeks / (beta + age[i]));
      const lived = s === 1 ? ahead : -Math.expm1((1 - s) * ahead) / (s - 1);
      return (((r + x) / (alpha + age[i])) * (beta + age[i]) * lived) / (1 + odds);
    }),
};

/** @param shape r + x */
function logAlive(shape: number, alpha: number, s: number, beta: number, age: number): number {
  return -shape * Math.log(alpha + age) - s * Math.log(beta + age);
}

function logDead(shape: number, alpha: number, s: number, beta: number, recency: number, age: number): number {
  return Math.log(s) + logPowerIntegral(alpha, shape, beta, s + 1, recency, age);
}
