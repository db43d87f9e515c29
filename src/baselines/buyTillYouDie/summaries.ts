import { DAY } from '../../base/time';
import type { AsOf } from '../../data/asOf';
import type { History } from '../../data/history';

const DAYS_PER_WEEK = 7;

/**
 * All that models of repeat buying know of customers, one entry a customer; times in weeks. Several events of one day are
 * one purchase, as in the literature.
 */
export interface PurchaseSummaries {
  /** Repeat purchases: the days with an event after the first of them. */
  readonly frequency: Int32Array;
  /** From the first purchase to the last; 0 without a repeat. */
  readonly recency: Float64Array;
  /** From the first purchase to the time of asking. */
  readonly age: Float64Array;
  /** How many customers are alike in all this. */
  readonly weight: Float64Array;
}

/** Of everybody who ever bought before a history's time, those who are alike counted together. */
export function summariseCustomers(history: History): PurchaseSummaries {
  const groups = new Map<string, [frequency: number, recency: number, age: number, weight: number]>();
  for (let customer = 0; customer < history.customerCount; customer++) {
    const { frequency, recency, age } = summaryOf(history, customer);
    const key = `${frequency}/${recency}/${age}`;
    const group = groups.get(key);
    if (group) group[3]++;
    else groups.set(key, [frequency, recency, age, 1]);
  }
  const rows = [...groups.values()];
  return {
    frequency: Int32Array.from(rows, ([frequency]) => frequency),
    recency: Float64Array.from(rows, ([, recency]) => recency),
    age: Float64Array.from(rows, ([, , age]) => age),
    weight: Float64Array.from(rows, ([, , , weight]) => weight),
  };
}

/** Of each example's customer at its time, [n]; who never bought counts as one whose first purchase is now. */
export function summariseExamples(asOf: AsOf): PurchaseSummaries {
  const n = asOf.size;
  const summaries = {
    frequency: new Int32Array(n),
    recency: new Float64Array(n),
    age: new Float64Array(n),
    weight: new Float64Array(n).fill(1),
  };
  asOf.forEachCustomer((history, customer, rows) => {
    const { frequency, recency, age } = summaryOf(history, customer);
    for (const row of rows) {
      summaries.frequency[row] = frequency;
      summaries.recency[row] = recency;
      summaries.age[row] = age;
    }
  });
  return summaries;
}

function summaryOf(history: History, customer: number): { frequency: number; recency: number; age: number } {
  const events = history.eventsOfCustomer(customer);
  if (events.length === 0) return { frequency: 0, recency: 0, age: 0 };
  const dayOf = (event: number) => Math.floor(history.times[event] / DAY);
  const first = dayOf(events[0]);
  let last = first;
  let frequency = 0;
  for (const event of events) {
    const day = dayOf(event);
    if (day > last) frequency++;
    last = day;
  }
  return {
    frequency,
    recency: (last - first) / DAYS_PER_WEEK,
    age: (Math.floor(history.time / DAY) - first) / DAYS_PER_WEEK,
  };
}
