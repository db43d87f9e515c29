import { z } from 'zod';
import { bgNbd } from '../baselines/buyTillYouDie/bgNbd';
import { type BuyTillYouDie, fitByLikelihood, type Parameters } from '../baselines/buyTillYouDie/model';
import { paretoNbd } from '../baselines/buyTillYouDie/paretoNbd';
import { summariseCustomers, summariseExamples } from '../baselines/buyTillYouDie/summaries';
import { defineLearner, type FittedModel, type Learner } from '../training/learner';

const scores = z.enum(['probability', 'expected-count']);

const optionsSchema = z.strictObject({
  /** The horizon of the task: the probability is that of a purchase within so many days. */
  horizonDays: z.number().positive(),
  /**
   * What ranks the customers: the probability of a purchase, or the expected number m of purchases, given as 1 − e⁻ᵐ. By
   * the model the first is right; where the model is wrong, the second may rank better, and is what the literature uses.
   */
  score: scores.default('probability'),
});
type Options = z.output<typeof optionsSchema>;

/**
 * Makes a learner of a model of repeat buying. It is fitted to the purchases, before the last training time, of everybody
 * who had bought by then, and reads no label; it answers whether the customer buys at all, whatever item is asked about.
 */
export function buyTillYouDie<P extends Parameters>(model: BuyTillYouDie<P>): Learner {
  const savedSchema = z.strictObject({
    horizonDays: z.number().positive(),
    score: scores,
    parameters: z.strictObject(
      Object.fromEntries(model.parameters.map((name) => [name, z.number().positive()])),
    ) as unknown as z.ZodType<P>,
  });
  const fitted = (parameters: P, options: Options, diagnostics: FittedModel['diagnostics']): FittedModel => ({
    diagnostics,
    predict(asOf) {
      const weeks = options.horizonDays / 7;
      const summaries = summariseExamples(asOf);
      if (options.score === 'probability')
        return Float32Array.from(model.probability(parameters, summaries, weeks), toUnit);
      return Float32Array.from(model.expectedCount(parameters, summaries, weeks), (m) => toUnit(-Math.expm1(-m)));
    },
    toJSON: () => ({ ...options, parameters }),
    dispose: () => {},
  });
  return defineLearner({
    name: model.name,
    summary: model.summary,
    options: optionsSchema,
    saved: savedSchema,
    file: __filename,
    // They read no labels.
    learnsBaseRate: () => false,
    async fit({ train }, options) {
      const { parameters, logLikelihood, converged } = fitByLikelihood(model, summariseCustomers(train.asOf.latest()));
      return fitted(parameters, options, { parameters, logLikelihood, converged });
    },
    load: ({ parameters, ...options }) => fitted(parameters, options, { parameters }),
  });
}

/** Rounding may lead a hair's breadth outside. */
function toUnit(p: number): number {
  return Math.min(1, Math.max(0, p));
}

export const repeatBuyingModels: readonly Learner[] = [buyTillYouDie(bgNbd), buyTillYouDie(paretoNbd)];
