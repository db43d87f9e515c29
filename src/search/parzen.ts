import type { Domain, OptionValue } from '../base/component';
import type { Random } from '../base/random';
import { normalCdf } from '../evaluation/normal';
import { boundsOf, contains, fromScale, type Range, toScale } from './parameter';

/** A density over a domain, made from observations and a prior that counts as one more. */
export interface Density {
  draw(random: Random): OptionValue;
  /** The logarithm of the density of a value, on the scale of its range, or of its probability where values are discrete. */
  logDensity(value: OptionValue): number;
}

/** The Parzen estimator of some observations; those outside of the domain do not count. */
export function parzen(domain: Domain, observed: readonly unknown[]): Density {
  const inside = observed.filter((value) => contains(domain, value));
  return 'choices' in domain ? overChoices(domain.choices, inside) : overRange(domain, inside as number[]);
}

/** Counts, to each of which the prior adds its share of one observation. */
function overChoices(choices: readonly OptionValue[], observed: readonly OptionValue[]): Density {
  const weight = choices.map(
    (choice) => (1 / choices.length + observed.filter((value) => value === choice).length) / (1 + observed.length),
  );
  return {
    draw(random) {
      const part = random.int(observed.length + 1);
      return part < observed.length ? observed[part] : choices[random.int(choices.length)];
    },
    logDensity: (value) => Math.log(weight[choices.indexOf(value)]),
  };
}

/**
 * Equal parts of normal distributions, cut off at the ends of the range [a, b] on its scale: the prior, with the middle
 * of the range as mean and its width as standard deviation, and one around each observation, as wide as the farther of
 * its neighbours is away, the prior's mean and the ends being neighbours too, but no narrower than
 *
 *   (b − a) / min(100, 1 + number of parts)
 *
 * (Bergstra, Bardenet, Bengio and Kégl, NeurIPS 2011, section 4). A whole number has the probability of its unit.
 */
function overRange(range: Range, observed: readonly number[]): Density {
  const [a, b] = boundsOf(range);
  const means = [(a + b) / 2, ...observed.map((value) => toScale(range, value))];
  const stds = widths(means, a, b);
  const parts = means.map((mean, i) => ({
    mean,
    std: stds[i],
    below: normalCdf((a - mean) / stds[i]),
    mass: normalCdf((b - mean) / stds[i]) - normalCdf((a - mean) / stds[i]),
  }));
  const meanOf = (share: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + share(part) / part.mass, 0) / parts.length;
  return {
    draw(random) {
      const { mean, std } = parts[random.int(parts.length)];
      let place: number;
      // Means lie within the range, so at least one draw in some seven does.
      do place = mean + std * random.normal();
      while (place < a || place > b);
      return fromScale(range, place);
    },
    logDensity(value) {
      const given = value as number;
      if (range.integer) {
        const [from, to] = [given - 0.5, given + 0.5].map((end) => toScale(range, end));
        return Math.log(meanOf(({ mean, std }) => normalCdf((to - mean) / std) - normalCdf((from - mean) / std)));
      }
      const place = toScale(range, given);
      return Math.log(
        meanOf(({ mean, std }) => Math.exp(-0.5 * ((place - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI))),
      );
    },
  };
}

/** Standard deviations around means of which the first is the prior's. */
function widths(means: readonly number[], a: number, b: number): number[] {
  const order = [...means.keys()].sort((i, j) => means[i] - means[j]);
  const narrowest = (b - a) / Math.min(100, 1 + means.length);
  const stds = new Array<number>(means.length);
  for (const [rank, i] of order.entries()) {
    const before = rank > 0 ? means[order[rank - 1]] : a;
    const after = rank < order.length - 1 ? means[order[rank + 1]] : b;
    stds[i] = Math.min(b - a, Math.max(narrowest, means[i] - before, after - means[i]));
  }
  stds[0] = b - a;
  return stds;
}
