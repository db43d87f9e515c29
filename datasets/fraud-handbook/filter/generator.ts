import { CUSTOMER_DAYS, CUSTOMER_FACTOR, CUSTOMER_SHARE, LARGEST_GENUINE_AMOUNT, TERMINAL_DAYS } from '../frauds';
import type { Settings } from '../options';
import type { FilterParameters } from './parameters';
import type { UsualAmounts } from './timeline';

/** The simulator's own numbers, with which the filter is the ceiling that others are measured against. */
export function generatorParameters(settings: Settings): FilterParameters {
  return {
    terminalHazard: settings.compromisedTerminals / settings.terminals,
    terminalDays: TERMINAL_DAYS,
    customerHazard: settings.compromisedCustomers / settings.customers,
    customerDays: CUSTOMER_DAYS,
    share: CUSTOMER_SHARE,
    factor: CUSTOMER_FACTOR,
    limit: LARGEST_GENUINE_AMOUNT,
    density: genuineDensity,
  };
}

/** Amounts over their customers' true means. @param meanAmount of each customer, [C] */
export function trueAmounts(meanAmount: Float64Array): UsualAmounts {
  const ratio = (customer: number, amount: number) => amount / meanAmount[customer];
  return { ratio, add: ratio };
}

/** Normal with mean 1 and standard deviation ½; what falls below 0 (two standard deviations) is uniform on [0, 2). */
function genuineDensity(ratio: number): number {
  const normal = Math.exp(-2 * (ratio - 1) ** 2) / Math.sqrt(Math.PI / 2);
  return normal + (ratio < 2 ? BELOW_ZERO / 2 : 0);
}

/** Φ(−2) */
const BELOW_ZERO = 0.022750131948179212;
