import { DAY, parseIso } from '../../src/base/time';
import type { TaskSpec } from '../../src/data/task';

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

/** The calendar that suits a task, whose label windows must follow one another without gap or overlap. */
export function calendarOf({ name, cutoffs, horizonDays }: TaskSpec): Calendar {
  if (!cutoffs) throw new Error(`task ${name} names no cutoffs, so nobody knows when its customers decide`);
  const horizon = horizonDays * DAY;
  const { last, count, everyDays } = cutoffs.train;
  const test = parseIso(cutoffs.test);
  if (
    everyDays !== horizonDays ||
    parseIso(cutoffs.validation) !== test - horizon ||
    parseIso(last) !== test - 2 * horizon
  )
    throw new Error(`the label windows of task ${name} overlap or leave gaps, so their true probabilities are unknown`);
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
