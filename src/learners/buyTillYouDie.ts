import { z } from 'zod';
import { bgNbd } from '../baselines/buyTillYouDie/bgNbd';
import { type BuyTillYouDie, fitByLikelihood, type Parameters } from '../baselines/buyTillYouDie/model';
import { paretoNbd } from '../baselines/buyTillYouDie/paretoNbd';
import { type PurchaseSummaries, summariseCustomers, summariseExamples } from '../baselines/buyTillYouDie/summaries';
import type { AsOf } from '../data/asOf';
import type { Table } from '../data/table';
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

/** A trained model of repeat buying, open to explanation. */
export interface FittedRepeatBuying extends FittedModel {
  /** All that the model reads of each example's customer: repeat purchases, and weeks. */
  summariesOf(asOf: AsOf): Table;
  /** Probabilities of rows of such a table. */
  predictSummaries(table: Table): Float32Array;
}

/** The columns of a table of summaries. */
const SUMMARIES = ['repeat purchases', 'weeks first to last', 'weeks since the first'];

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
  const scoresOf = (parameters: P, { horizonDays, score }: Options, summaries: PurchaseSummaries): Float32Array => {
    const weeks = horizonDays / 7;
    if (score === 'probability') return Float32Array.from(model.probability(parameters, summaries, weeks), toUnit);
    return Float32Array.from(model.expectedCount(parameters, summaries, weeks), (m) => toUnit(-Math.expm1(-m)));
  };
  const fitted = (parameters: P, options: Options, diagnostics: FittedModel['diagnostics']): FittedRepeatBuying => ({
    diagnostics,
    predict: (asOf) => scoresOf(parameters, options, summariseExamples(asOf)),
    summariesOf(asOf) {
      const { frequency, recency, age } = summariseExamples(asOf);
      const values = Float32Array.from(
        { length: 3 * asOf.size },
        (_, i) => [frequency, recency, age][i % 3][(i / 3) | 0],
      );
      return { rows: asOf.size, columns: SUMMARIES, values };
    },
    predictSummaries: ({ rows, values }) =>
      scoresOf(parameters, options, {
        frequency: Int32Array.from({ length: rows }, (_, row) => values[3 * row]),
        // Of a mixed row, the last purchase may come after the time of asking: then it is now.
        recency: Float64Array.from({ length: rows }, (_, row) => Math.min(values[3 * row + 1], values[3 * row + 2])),
        age: Float64Array.from({ length: rows }, (_, row) => values[3 * row + 2]),
        weight: new Float64Array(rows).fill(1),
      }),
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
