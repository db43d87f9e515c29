import { z } from 'zod';
import { type Attempt, defineSearchMethod } from '../method';
import { drawValues } from './random';

const optionsSchema = z.strictObject({
  /** One attempt in so many goes on to train so many times as long (η). */
  eta: z.number().int().min(2).default(3),
  /** How many lengths of training there are; the last is the full one. */
  rungs: z.number().int().min(2).default(3),
});

/** The lengths of training, ascending: η times as long from one to the next, where whole numbers allow it. */
export function rungsOf(fullResource: number, { eta, rungs }: z.output<typeof optionsSchema>): number[] {
  const lengths = Array.from({ length: rungs }, (_, r) =>
    Math.max(1, Math.round(fullResource / eta ** (rungs - 1 - r))),
  );
  return [...new Set(lengths)];
}

/**
 * Asynchronous successive halving (Li et al., MLSys 2020, algorithm 2): attempts begin with a short training; whenever one
 * is among the best 1/η of those that ended with its length, it is trained η times as long, the longest first; when there
 * is none to go on with, another begins at random. It waits for no rung to fill, unlike successive halving (Jamieson and
 * Talwalkar, AISTATS 2016).
 */
export const asha = defineSearchMethod({
  name: 'asha',
  summary: 'asynchronous successive halving: many short trainings, of which the best go on',
  options: optionsSchema,
  needsResource: true,
  suggest(options, { parameters, fullResource }, attempts, random) {
    const rungs = rungsOf(fullResource, options);
    const promoted = new Set(attempts.map(({ promotes }) => promotes));
    for (let r = rungs.length - 2; r >= 0; r--) {
      const [next] = bestOf(attempts, rungs[r], options.eta).filter((place) => !promoted.has(place));
      if (next !== undefined) return { values: attempts[next].values, resource: rungs[r + 1], promotes: next };
    }
    return { values: drawValues(parameters, random), resource: rungs[0] };
  },
});

/** The places of the best 1/η of the attempts that ended with a length of training, the best first; the failed never. */
function bestOf(attempts: readonly Attempt[], resource: number, eta: number): number[] {
  const ended = [...attempts.keys()].filter(
    (place) => attempts[place].resource === resource && attempts[place].score !== undefined,
  );
  return ended
    .filter((place) => !Number.isNaN(attempts[place].score))
    .sort((i, j) => attempts[j].score! - attempts[i].score!)
    .slice(0, Math.floor(ended.length / eta));
}
