import { DAY, parseIso } from '../../src/base/time';
import type { CUTOFFS } from './task';

/** How many of the last visits tell the order signal; as many always lie within two horizons. */
export const VISITS = 5;

const EARLY_DAYS = 365;
const CALM_DAYS = 365;

/** When things happen in the simulated shop, in seconds since 1970. */
export interface Calendar {
  /** First comes an early year, in which some visit often and some never, … */
  readonly opening: number;
  /** … then, from a year before the first training cutoff on, everybody visits equally often. */
  readonly calm: number;
  readonly end: number;
  /** When customers decide whether to buy the target within one horizon: the task's cutoffs, and one horizon before the first. */
  readonly moments: readonly number[];
  readonly horizonDays: number;
  /** Days from one visit to the next in the calm years: whole numbers from `shortest` to `longest`. */
  readonly shortest: number;
  readonly longest: number;
}

/** The calendar that suits cutoffs whose label windows follow one another without gap or overlap. */
export function calendarOf({ test: testDay, validation, train, horizonDays }: typeof CUTOFFS): Calendar {
  const horizon = horizonDays * DAY;
  const { last, count, everyDays } = train;
  const test = parseIso(testDay);
  if (everyDays !== horizonDays || parseIso(validation) !== test - horizon || parseIso(last) !== test - 2 * horizon)
    throw new Error('the label windows overlap or leave gaps, so their true probabilities are unknown');
  const firstCutoff = test - (count + 1) * horizon;
  const calm = firstCutoff - CALM_DAYS * DAY;
  const longest = Math.floor((2 * horizonDays) / VISITS);
  return {
    opening: calm - EARLY_DAYS * DAY,
    calm,
    end: test + horizon,
    moments: Array.from({ length: count + 3 }, (_, i) => firstCutoff + (i - 1) * horizon),
    horizonDays,
    shortest: Math.ceil(0.75 * longest),
    longest,
  };
}
