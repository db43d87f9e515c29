import type { LogColumns } from '../../../src/data/log';

/** Amounts this many times a customer's mean are left out of it, … */
const OUTLIER = 2.6;
/** … once it rests on so many. */
const FIRST = 5;
/** For how many amounts the mean of all customers counts. */
const PRIOR = 2;

/**
 * Each event's amount over the customer's own mean so far, [N]; no label and nothing later is used.
 * The first amounts are taken together with the mean of all customers' earlier amounts.
 */
export function amountRatios({ customer, amount }: LogColumns, customers: number): Float64Array {
  const count = new Int32Array(customers);
  const sum = new Float64Array(customers);
  const ratio = new Float64Array(amount.length);
  let total = 0;
  for (let i = 0; i < amount.length; i++) {
    const c = customer[i];
    const population = i > 0 ? total / i : amount[i];
    const mean = (sum[c] + PRIOR * population) / (count[c] + PRIOR);
    ratio[i] = amount[i] / mean;
    total += amount[i];
    if (count[c] >= FIRST && ratio[i] >= OUTLIER) continue;
    count[c]++;
    sum[c] += amount[i];
  }
  return ratio;
}
