import { z } from 'zod';
import { InputError } from '../../src/base/errors';
import { defineLearner, type FittedModel } from '../../src/training/learner';
import { optionsSchema } from './options';
import { SIGNALS } from './signals';
import { simulate } from './simulate';
import type { Truth } from './truth';

const ceilingSchema = z.strictObject({
  /** Options of the simulation whose customers are asked about. */
  simulation: optionsSchema.prefault({}),
  /** What is seen; over the other signals, the probability is the mean. */
  signals: z.array(z.enum(SIGNALS)).default([...SIGNALS]),
});
type Options = z.output<typeof ceilingSchema>;

/** The true probability of each label, which no shop knows: no model beats it but by luck. */
export const syntheticCeiling = defineLearner({
  name: 'synthetic-ceiling',
  summary: "the simulated shop's own probabilities, given all of its signals or some: a ceiling",
  options: ceilingSchema,
  saved: ceilingSchema,
  fit: async (_, options) => ceilingModel(options),
  load: ceilingModel,
});

function ceilingModel({ simulation, signals }: Options): FittedModel {
  let known: { readonly truth: Truth; readonly source: string } | undefined;
  return {
    diagnostics: {},
    predict(asOf) {
      if (!known) {
        const { truth, log } = simulate(simulation);
        known = { truth, source: log.fingerprint };
      }
      if (asOf.latest().source !== known.source)
        throw new InputError(
          'the transactions are not those of the simulation',
          'learner synthetic-ceiling',
          'the options of data set synthetic as "simulation"',
        );
      return Float32Array.from(known.truth.probability(asOf.examples, signals));
    },
    toJSON: () => ({ simulation, signals }),
    dispose() {
      known = undefined;
    },
  };
}
