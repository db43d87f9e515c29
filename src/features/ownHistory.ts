import { NO_OPTIONS } from '../base/component';
import { DAY } from '../base/time';
import type { History } from '../data/history';
import { defineFamily } from './family';

const WINDOWS = [30, 90, 365];

const columns = [
  ...WINDOWS.map((days) => `own baskets with the item ${days}d`),
  'own baskets with the item',
  'own units of the item',
  'own amount of the item',
  "share of the customer's baskets with the item",
  'days since the customer first bought the item',
  'days since the customer last bought the item',
  'mean days between own purchases of the item',
];

/** A customer's own past with the item asked about. */
export const ownHistory = defineFamily({
  name: 'own-history',
  summary: "the customer's earlier purchases of the item",
  options: NO_OPTIONS,
  columns: () => columns,
  compute(asOf) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F);
    const { item } = asOf.examples;
    asOf.forEachCustomer((history, customer, rows) => {
      const events = history.eventsOfCustomer(customer);
      for (const row of rows) fillRow(history, events, item[row], values.subarray(row * F, (row + 1) * F));
    });
    return values;
  },
});

/** @param events the customer's, oldest first */
function fillRow(
  { times, item, quantity, amount, time }: History,
  events: Int32Array,
  asked: number,
  out: Float32Array,
): void {
  const W = WINDOWS.length;
  let baskets = 0;
  let first = Number.NaN;
  let last = Number.NaN;
  let purchases = 0;
  for (let i = 0; i < events.length; i++) {
    const event = events[i];
    const at = times[event];
    if (i === 0 || at !== times[events[i - 1]]) baskets++;
    if (item[event] !== asked) continue;
    out[W + 1] += quantity[event];
    out[W + 2] += amount[event];
    // Several lines of one basket are one purchase.
    if (at === last) continue;
    purchases++;
    if (Number.isNaN(first)) first = at;
    last = at;
    for (let w = 0; w < W; w++) if (at >= time - WINDOWS[w] * DAY) out[w]++;
  }
  out[W] = purchases;
  out[W + 3] = baskets > 0 ? purchases / baskets : Number.NaN;
  out[W + 4] = (time - first) / DAY;
  out[W + 5] = (time - last) / DAY;
  out[W + 6] = purchases > 1 ? (last - first) / DAY / (purchases - 1) : Number.NaN;
}
