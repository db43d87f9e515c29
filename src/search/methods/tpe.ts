import { z } from 'zod';
import type { Random } from '../../base/random';
import { type Attempt, defineSearchMethod } from '../method';
import type { Parameter } from '../parameter';
import { type Density, parzen } from '../parzen';
import { drawValues } from './random';

const optionsSchema = z.strictObject({
  /** So many attempts are at random, for there is little to learn from yet. */
  startup: z.number().int().min(1).default(10),
  /** The share of the attempts that counts as good. */
  gamma: z.number().positive().max(0.5).default(0.15),
  /** How many values are drawn for each parameter, of which the best is taken. */
  candidates: z.number().int().positive().default(24),
});

/**
 * Tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, NeurIPS 2011): for each parameter, l is the
 * density of the values of the good attempts and g that of the others; of some values drawn from l, it takes the one with
 * the largest l / g, which is the one with the largest expected improvement. Attempts that failed, and those that have
 * not ended, are among the others.
 */
export const tpe = defineSearchMethod({
  name: 'tpe',
  summary: 'tree-structured Parzen estimator: more often where good attempts lie and others do not',
  options: optionsSchema,
  suggest({ startup, gamma, candidates }, { parameters, fullResource }, attempts, random) {
    const ended = attempts.filter(({ score }) => score !== undefined && !Number.isNaN(score));
    if (ended.length < startup) return { values: drawValues(parameters, random), resource: fullResource };
    const good = new Set(ended.sort((a, b) => b.score! - a.score!).slice(0, Math.ceil(gamma * ended.length)));
    const others = attempts.filter((attempt) => !good.has(attempt));
    const best = (parameter: Parameter) => {
      const valuesOf = (some: Iterable<Attempt>) => Array.from(some, ({ values }) => values[parameter.name]);
      const l = parzen(parameter.domain, valuesOf(good));
      const g = parzen(parameter.domain, valuesOf(others));
      return mostPromising(l, g, candidates, random);
    };
    return {
      values: Object.fromEntries(parameters.map((parameter) => [parameter.name, best(parameter)])),
      resource: fullResource,
    };
  },
});

/** Of some values drawn from l the one with the largest l / g. */
function mostPromising(l: Density, g: Density, candidates: number, random: Random) {
  const ratio = (value: ReturnType<Density['draw']>) => l.logDensity(value) - g.logDensity(value);
  let best = l.draw(random);
  for (let i = 1; i < candidates; i++) {
    const value = l.draw(random);
    if (ratio(value) > ratio(best)) best = value;
  }
  return best;
}
