import { z } from 'zod';
import { DAY } from '../base/time';
import { defineFamily } from './family';
import { repeatRow } from './repeatRow';

const optionsSchema = z.strictObject({
  /** Length of a period; the last one ends with the example's time. */
  periodDays: z.number().int().positive().default(30),
  /** How many periods, counted back. */
  count: z.number().int().positive().default(12),
});

/**
 * The customer's purchases as a time series: the number of days with an event, and what was paid, in each of the last
 * periods. NaN for periods that were over before the customer's first event, for nothing can be known of them.
 */
export const lags = defineFamily({
  name: 'lags',
  summary: "the customer's purchases and amounts in each of the last periods",
  options: optionsSchema,
  columns: ({ periodDays, count }) =>
    Array.from({ length: count }, (_, lag) => `${lag * periodDays} to ${(lag + 1) * periodDays} days ago`).flatMap(
      (when) => [`purchases ${when}`, `amount ${when}`],
    ),
  compute(asOf, { periodDays, count }) {
    const F = 2 * count;
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    asOf.forEachCustomer((history, customer, rows) => {
      const { times, amount, time } = history;
      const events = history.eventsOfCustomer(customer);
      const row = values.subarray(rows[0] * F, (rows[0] + 1) * F);
      const lagOf = (event: number) => Math.floor((time - times[event]) / (periodDays * DAY));
      if (events.length) row.fill(0, 0, 2 * Math.min(count, lagOf(events[0]) + 1));
      let lastDay = Number.POSITIVE_INFINITY;
      for (let i = events.length - 1; i >= 0; i--) {
        const lag = lagOf(events[i]);
        if (lag >= count) break;
        const day = Math.floor(times[events[i]] / DAY);
        if (day < lastDay) row[2 * lag]++;
        lastDay = day;
        row[2 * lag + 1] += amount[events[i]];
      }
      repeatRow(values, F, rows);
    });
    return values;
  },
});
