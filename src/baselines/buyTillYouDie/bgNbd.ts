import { hypergeometric } from './hypergeometric';
import { type BuyTillYouDie, largest, logRisingFactorials } from './model';

/** Purchase rates are gamma distributed with shape r and rate α (weeks); dropout after a purchase is beta (a, b). */
type BgNbdParameters = Readonly<Record<'r' | 'alpha' | 'a' | 'b', number>>;

/**
 * Beta-geometric/NBD: a customer buys at a constant rate and may drop out right after any repeat purchase (Fader, Hardie
 * and Lee, Marketing Science 2005).
 */
export const bgNbd: BuyTillYouDie<BgNbdParameters> = {
  name: 'bg-nbd',
  summary: 'BG/NBD: buys at a constant rate, may drop out after any purchase',
  parameters: ['r', 'alpha', 'a', 'b'],
  start: (gap) => ({ r: 1, alpha: gap, a: 1, b: 3 }),

  logLikelihood({ r, alpha, a, b }, { frequency, recency, age, weight }) {
    const longest = largest(frequency);
    const rate = logRisingFactorials(r, longest);
    const stays = logRisingFactorials(b, longest);
    const both = logRisingFactorials(a + b, longest);
    const scale = r * Math.log(alpha);
    let sum = 0;
    for (let i = 0; i < weight.length; i++) {
      const x = frequency[i];
      const shared = rate[x] + scale + stays[x] - both[x];
      const alive = -(r + x) * Math.log(alpha + age[i]);
      sum += weight[i] * (shared + alive + Math.log1p(oddsOfDeath(r, alpha, a, b, x, recency[i], age[i])));
    }
    return sum;
  },

  probability: ({ r, alpha, a, b }, { frequency, recency, age }, weeks) =>
    Float64Array.from(frequency, (x, i) => {
      const alive = 1 / (1 + oddsOfDeath(r, alpha, a, b, x, recency[i], age[i]));
      // Alive, the rate is gamma with shape r + x and rate α + T, whatever the probability of dropping out.
      const buys = -Math.expm1(-(r + x) * Math.log1p(weeks / (alpha + age[i])));
      return alive * buys;
    }),

  expectedCount: ({ r, alpha, a: shape, b }, { frequency, recency, age }, weeks) => {
    // At a = 1 the formula is 0 / 0; beside it, it is close to its limit.
    const a = Math.abs(shape - 1) < 1e-6 ? 1 + 1e-6 : shape;
    return Float64Array.from(frequency, (x, i) => {
      const alive = 1 / (1 + oddsOfDeath(r, alpha, shape, b, x, recency[i], age[i]));
      const z = weeks / (alpha + age[i] + weeks);
      // The paper's equation 10 after Euler's transformation, which leaves small powers alone.
      const factor = hypergeometric(a + b - 1 - r, a - 1, a + b + x - 1, z);
      return (alive * (a + b + x - 1) * (1 - (1 - z) ** (a - 1) * factor)) / (a - 1);
    });
  },
};

/** P(dropped out) / P(alive); nobody drops out before the first repeat purchase. */
function oddsOfDeath(r: number, alpha: number, a: number, b: number, x: number, recency: number, age: number): number {
  if (x === 0) return 0;
  return (a / (b + x - 1)) * Math.exp((r + x) * Math.log((alpha + age) / (alpha + recency)));
}
