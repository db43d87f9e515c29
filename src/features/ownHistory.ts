import { DAY } from '../base/time';
import type { FeatureFamily } from './family';

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
export const ownHistory: FeatureFamily = {
  name: 'own-history',
  description: "the customer's earlier purchases of the item",
  needsItem: true,
  columns,
  compute({ history, query: { customers, items } }) {
    const { times, item, quantity, amount, time } = history;
    const F = columns.length;
    const W = WINDOWS.length;
    const values = new Float32Array(customers.length * F);
    for (let row = 0; row < customers.length; row++) {
      const out = values.subarray(row * F, (row + 1) * F);
      const events = history.eventsOfCustomer(customers[row]);
      let baskets = 0;
      let first = Number.NaN;
      let last = Number.NaN;
      let purchases = 0;
      for (let i = 0; i < events.length; i++) {
        const event = events[i];
        const at = times[event];
        if (i === 0 || at !== times[events[i - 1]]) baskets++;
        if (item[event] !== items[row]) continue;
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
    return values;
  },
};
