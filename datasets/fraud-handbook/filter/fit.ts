import { smoothedHistogram } from './density';
import { type FilterInput, type FilterParameters, filterFrauds } from './filter';

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

/** No probability is trusted further than this. */
const SUREST = 1e-6;

/**
 * Fits the filter's numbers to a training period by the likelihood of its labels, each event's probability
 * as it would have been predicted at its time: a coordinate search.
 *
 * @param events those of the training period, ascending
 */
export function fitFilter(input: FilterInput, events: Int32Array): FilterParameters {
  const { amount, label } = input.columns;
  const genuine = events.filter((e) => label![e] === 0);
  const limit = genuine.reduce((largest, e) => Math.max(largest, amount[e]), 0);
  const density = smoothedHistogram(ratiosOf(input, genuine));
  const score = (searched: Searched) => logLikelihood(input, { ...searched, limit, density }, events);

  let best = START;
  let reached = score(best);
  for (const step of STEPS)
    for (let improved = true; improved; ) {
      improved = false;
      for (const name of Object.keys(START) as (keyof Searched)[])
        for (const value of neighbours(name, best[name], step)) {
          const candidate = { ...best, [name]: value };
          if (candidate.share >= 1) continue;
          const likelihood = score(candidate);
          if (likelihood <= reached) continue;
          best = candidate;
          reached = likelihood;
          improved = true;
          break;
        }
    }
  return { ...best, limit, density };
}

/** Days are whole numbers; a single one can matter much. */
function neighbours(name: keyof Searched, value: number, step: number): number[] {
  if (name !== 'terminalDays' && name !== 'customerDays') return [value * step, value / step];
  const around = [value * step, value / step, value + 1, value - 1].map(Math.round);
  return [...new Set(around)].filter((days) => days >= 1 && days !== value);
}

/** The ratios of some events. */
function ratiosOf({ ratio, ofCustomers }: FilterInput, wanted: Int32Array): number[] {
  const chosen = new Set(wanted);
  return Array.from(ratio).filter((_, k) => chosen.has(ofCustomers.events[k]));
}

/** Of the labels of some events, each by the probability predicted at its time. */
export function logLikelihood(input: FilterInput, parameters: FilterParameters, events: Int32Array): number {
  const probability = filterFrauds(input, parameters, events);
  let sum = 0;
  for (let i = 0; i < events.length; i++) {
    const p = Math.min(1 - SUREST, Math.max(SUREST, probability[i]));
    sum += Math.log(input.columns.label![events[i]] ? p : 1 - p);
  }
  return sum;
}
