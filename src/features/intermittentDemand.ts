import { z } from 'zod';
import { DAY } from '../base/time';
import type { History } from '../data/history';
import { defineFamily } from './family';
import { repeatRow } from './repeatRow';

const share = z.number().positive().max(1);

const optionsSchema = z.strictObject({
  /** Length of a period in days; the last one ends with the example's time. */
  periodDays: z.number().int().positive().default(7),
  /** How much the latest demand, and the latest interval or probability, count against what was smoothed before. */
  alpha: share.default(0.1),
  beta: share.default(0.1),
  /** Which forecasts. */
  methods: z
    .array(z.enum(['croston', 'sba', 'tsb']))
    .min(1)
    .default(['croston', 'sba', 'tsb']),
});

type Method = z.output<typeof optionsSchema>['methods'][number];

const COLUMNS: Readonly<Record<Method, readonly string[]>> = {
  croston: ['Croston: mean demand a period', 'Croston: periods between demands'],
  sba: ['Syntetos–Boylan: mean demand a period'],
  tsb: ['TSB: probability of demand in a period', 'TSB: mean demand a period'],
};

/**
 * Forecasts of intermittent demand, by exponential smoothing of the customer's purchases (days with an event) in periods
 * from their first purchase on. Croston (Operational Research Quarterly 1972) smooths the size of demands and the interval
 * between them, at demands alone, and so forgets nobody; Syntetos and Boylan (International Journal of Forecasting 2005)
 * take off its bias. Teunter, Syntetos and Babai (European Journal of Operational Research 2011) smooth the probability of
 * demand in every period, which falls while nothing is bought. What needs an interval is NaN before the second demand, and
 * all is NaN before the first.
 */
export const intermittentDemand = defineFamily({
  name: 'intermittent-demand',
  summary: "Croston's, Syntetos and Boylan's, and Teunter, Syntetos and Babai's forecasts of the customer's purchases",
  options: optionsSchema,
  columns: ({ methods, periodDays }) =>
    methods.flatMap((method) => COLUMNS[method].map((column) => `${column} of ${periodDays} days`)),
  compute(asOf, { periodDays, alpha, beta, methods }) {
    const F = methods.reduce((sum, method) => sum + COLUMNS[method].length, 0);
    const values = new Float32Array(asOf.size * F).fill(Number.NaN);
    asOf.forEachCustomer((history, customer, rows) => {
      const forecast = smooth(history, customer, periodDays, alpha, beta);
      if (forecast)
        values.set(
          methods.flatMap((method) => columnsOf(method, forecast, beta)),
          rows[0] * F,
        );
      repeatRow(values, F, rows);
    });
    return values;
  },
});

interface Smoothed {
  /** Size of a demand. */
  readonly size: number;
  /** Periods from one demand to the next; NaN before the second. */
  readonly interval: number;
  /** Of demand in a period. */
  readonly probability: number;
}

function columnsOf(method: Method, { size, interval, probability }: Smoothed, beta: number): number[] {
  if (method === 'croston') return [size / interval, interval];
  if (method === 'sba') return [((1 - beta / 2) * size) / interval];
  return [probability, probability * size];
}

/** From the first demand's period on; undefined where there is none. */
function smooth(
  history: History,
  customer: number,
  periodDays: number,
  alpha: number,
  beta: number,
): Smoothed | undefined {
  const { times, time } = history;
  const events = history.eventsOfCustomer(customer);
  if (events.length === 0) return undefined;
  // Counted back from the example's time, whose last period is 0.
  const periodOf = (event: number) => Math.floor((time - times[event]) / (periodDays * DAY));
  let period = periodOf(events[0]);
  let previous = -1;
  let demand = 0;
  let [size, interval, probability] = [Number.NaN, Number.NaN, Number.NaN];
  const take = () => {
    size = Number.isNaN(size) ? demand : size + alpha * (demand - size);
    if (Number.isNaN(probability)) probability = 1;
    else {
      const gap = previous - period;
      interval = Number.isNaN(interval) ? gap : interval + beta * (gap - interval);
      probability *= (1 - beta) ** (gap - 1);
      probability += beta * (1 - probability);
    }
    previous = period;
  };
  let lastDay = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    const day = Math.floor(times[event] / DAY);
    const here = periodOf(event);
    if (here !== period) {
      take();
      period = here;
      demand = 0;
      lastDay = Number.NEGATIVE_INFINITY;
    }
    if (day > lastDay) demand++;
    lastDay = day;
  }
  take();
  return { size, interval, probability: probability * (1 - beta) ** period };
}
