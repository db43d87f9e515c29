import { requireBothClasses } from '../../../src/evaluation/ranking';
import { densityOf, smoothedHistogram } from './density';
import { FraudFilter } from './filter';
import type { FilterParameters } from './parameters';
import type { Timeline } from './timeline';

/** Numbers found by the data, as JSON can hold them. */
export interface FittedNumbers extends Omit<FilterParameters, 'density'> {
  /** The density of ratios of genuine amounts, by bin. */
  readonly histogram: Float64Array;
}

/** The numbers that are searched for; the limit and the density are read off the data. */
type Searched = Omit<FilterParameters, 'limit' | 'density'>;

/** Where the search begins: guesses that know nothing of the simulator but its structure. */
const START: Searched = {
  terminalHazard: 1e-3,
  terminalDays: 14,
  customerHazard: 1e-3,
  customerDays: 21,
  share: 0.5,
  factor: 3,
};

/** The search goes from coarse to fine, each step a factor. */
const STEPS = [1.8, 1.25, 1.08];

/** No state lasts longer. */
const LONGEST_DAYS = 365;

/** No probability is trusted further than this. */
const SUREST = 1e-6;

/**
 * Fits the filter's numbers to examples by the likelihood of their labels, each example's probability as it would have
 * been predicted at its time: a coordinate search.
 *
 * @param label of the examples, [n]
 * @throws InputError unless there are frauds and others
 */
export function fitFilter(timeline: Timeline, label: Uint8Array): FittedNumbers {
  requireBothClasses(label);
  const { amount, ratio } = timeline.asked;
  const filter = new FraudFilter(timeline);
  const isGenuine = (_: number, row: number) => label[row] === 0;
  const limit = amount.filter(isGenuine).reduce((largest, one) => Math.max(largest, one));
  const histogram = smoothedHistogram(ratio.filter(isGenuine));
  const density = densityOf(histogram);
  const score = (searched: Searched) => logLikelihood(filter.probabilities({ ...searched, limit, density }), label);

  let best = START;
  let reached = score(best);
  for (const step of STEPS)
    for (let improved = true; improved; ) {
      improved = false;
      for (const name of Object.keys(START) as (keyof Searched)[])
        for (const value of neighbours(name, best[name], step)) {
          const candidate = { ...best, [name]: value };
          const likelihood = score(candidate);
          if (likelihood <= reached) continue;
          best = candidate;
          reached = likelihood;
          improved = true;
          break;
        }
    }
  return { ...best, limit, histogram };
}

/** Values to try beside one. Days are whole numbers, of which a single one can matter much. */
function neighbours(name: keyof Searched, value: number, step: number): number[] {
  switch (name) {
    case 'terminalDays':
    case 'customerDays': {
      const around = [value * step, value / step, value + 1, value - 1].map(Math.round);
      return [...new Set(around)].filter((days) => days >= 1 && days <= LONGEST_DAYS && days !== value);
    }
    case 'factor':
      return [value * step, value / step];
    default:
      return [value * step, value / step].filter((probability) => probability < 1);
  }
}

/** Of labels, each by its probability. */
export function logLikelihood(probability: Float64Array, label: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < label.length; i++) {
    const p = Math.min(1 - SUREST, Math.max(SUREST, probability[i]));
    sum += Math.log(label[i] ? p : 1 - p);
  }
  return sum;
}
