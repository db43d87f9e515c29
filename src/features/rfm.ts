import { NO_OPTIONS } from '../base/component';
import { lowerBound } from '../base/search';
import { DAY } from '../base/time';
import type { History } from '../data/history';
import { defineFamily } from './family';
import { repeatRow } from './repeatRow';

const WINDOWS = [30, 90, 365];

const columns = [
  'days since the first basket',
  'days since the last basket',
  'mean days between baskets',
  'deviation of days between baskets',
  'recency over mean gap',
  ...WINDOWS.flatMap((days) => [`baskets ${days}d`, `lines ${days}d`, `amount ${days}d`]),
  'baskets',
  'distinct items',
  'amount a basket',
  'lines a basket',
  'amount of the last basket',
  'lines of the last basket',
  'amount a unit',
];

/**
 * Recency, frequency and monetary value of a customer's own past (Fader, Hardie and Lee, Journal of
 * Marketing Research 2005), with windows and rhythm. A basket is all events at one time.
 */
export const rfm = defineFamily({
  name: 'rfm',
  summary: "recency, frequency, monetary value and rhythm of the customer's purchases",
  options: NO_OPTIONS,
  columns: () => columns,
  compute(asOf) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F);
    const scratch = {
      starts: new Int32Array(WINDOWS.length),
      sums: new Float64Array(3 * WINDOWS.length),
      seen: new Int32Array(asOf.latest().itemCount),
      mark: 0,
    };
    let latest: History | undefined;
    let since: number[] = [];
    asOf.forEachCustomer((history, customer, rows) => {
      if (history !== latest) since = WINDOWS.map((days) => history.firstEventSince(history.time - days * DAY));
      latest = history;
      fillRow(history, customer, since, scratch, values.subarray(rows[0] * F, (rows[0] + 1) * F));
      repeatRow(values, F, rows);
    });
    return values;
  },
});

/** What `fillRow` writes on the way; made once for all rows. */
interface Scratch {
  /** The customer's first event in each window, and sums of baskets, lines and amounts since then. */
  readonly starts: Int32Array;
  readonly sums: Float64Array;
  /** Marks the items that were met already; another mark for each row. */
  readonly seen: Int32Array;
  mark: number;
}

function fillRow(
  history: History,
  customer: number,
  since: readonly number[],
  scratch: Scratch,
  out: Float32Array,
): void {
  const { times, amount, quantity, item, time } = history;
  const events = history.eventsOfCustomer(customer);
  const n = events.length;
  if (n === 0) {
    // Never seen before: nothing was counted, and nothing is known of rhythm and sizes.
    out.fill(Number.NaN);
    out.fill(0, 5, 5 + 3 * WINDOWS.length + 2);
    return;
  }
  const { starts, sums, seen } = scratch;
  const mark = ++scratch.mark;
  for (let w = 0; w < starts.length; w++) starts[w] = lowerBound(events, since[w]);
  sums.fill(0);
  let baskets = 0;
  let gapSquares = 0;
  let items = 0;
  let total = 0;
  let units = 0;
  let lastAmount = 0;
  let lastLines = 0;
  for (let i = 0; i < n; i++) {
    const event = events[i];
    const opensBasket = i === 0 || times[event] !== times[events[i - 1]];
    if (opensBasket) {
      baskets++;
      if (i > 0) gapSquares += ((times[event] - times[events[i - 1]]) / DAY) ** 2;
      lastAmount = 0;
      lastLines = 0;
    }
    lastAmount += amount[event];
    lastLines++;
    total += amount[event];
    units += quantity[event];
    if (seen[item[event]] !== mark) {
      seen[item[event]] = mark;
      items++;
    }
    for (let w = 0; w < WINDOWS.length; w++)
      if (i >= starts[w]) {
        if (opensBasket) sums[3 * w]++;
        sums[3 * w + 1]++;
        sums[3 * w + 2] += amount[event];
      }
  }
  const first = times[events[0]];
  const last = times[events[n - 1]];
  const recency = (time - last) / DAY;
  const gaps = baskets - 1;
  const meanGap = gaps > 0 ? (last - first) / DAY / gaps : Number.NaN;
  out[0] = (time - first) / DAY;
  out[1] = recency;
  out[2] = meanGap;
  out[3] = gaps > 0 ? Math.sqrt(Math.max(0, gapSquares / gaps - meanGap ** 2)) : Number.NaN;
  out[4] = gaps > 0 ? recency / meanGap : Number.NaN;
  out.set(sums, 5);
  const rest = 5 + sums.length;
  out[rest] = baskets;
  out[rest + 1] = items;
  out[rest + 2] = total / baskets;
  out[rest + 3] = n / baskets;
  out[rest + 4] = lastAmount;
  out[rest + 5] = lastLines;
  out[rest + 6] = units > 0 ? total / units : Number.NaN;
}
