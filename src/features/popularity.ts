import { NO_OPTIONS } from '../base/component';
import { lowerBound } from '../base/search';
import { DAY } from '../base/time';
import type { History } from '../data/history';
import { defineFamily } from './family';
import { repeatRow } from './repeatRow';

const WINDOWS = [30, 90, 365];

const columns = [
  ...WINDOWS.map((days) => `buyers of the item ${days}d`),
  'trend of the item 30d/90d',
  'trend of the item 90d/365d',
  'buyers of the item in the next 90d a year ago',
  'days since the item was first sold',
  'days since the item was last sold',
  'lines a buyer of the item',
  'units a line of the item',
  'price of the item',
];

/** How many buy an item, whether more or fewer of late, in which season, and at what price. */
export const popularity = defineFamily({
  name: 'popularity',
  summary: "the item's buyers, trend, season and price",
  options: NO_OPTIONS,
  columns: () => columns,
  compute(asOf) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F);
    const counter = buyerCounter(asOf.latest().customerCount);
    asOf.forEachItem((history, item, rows) => {
      fillRow(history, item, counter, values.subarray(rows[0] * F, (rows[0] + 1) * F));
      repeatRow(values, F, rows);
    });
    return values;
  },
});

type Counter = (history: History, events: Int32Array, from: number, to: number) => number;

/** Counts the distinct customers of a range of an item's events. */
function buyerCounter(customerCount: number): Counter {
  const seen = new Int32Array(customerCount);
  let round = 0;
  return ({ customer }, events, from, to) => {
    round++;
    let count = 0;
    for (let i = from; i < to; i++)
      if (seen[customer[events[i]]] !== round) {
        seen[customer[events[i]]] = round;
        count++;
      }
    return count;
  };
}

function fillRow(history: History, item: number, buyers: Counter, out: Float32Array): void {
  const { times, time, amount, quantity } = history;
  const events = history.eventsOfItem(item);
  const n = events.length;
  const W = WINDOWS.length;
  if (n === 0) {
    out.fill(Number.NaN);
    out.fill(0, 0, W);
    return;
  }
  const at = (daysAgo: number) => lowerBound(events, history.firstEventSince(time - daysAgo * DAY));
  const counts = WINDOWS.map((days) => buyers(history, events, at(days), n));
  let units = 0;
  let money = 0;
  const year = at(365);
  for (let i = year; i < n; i++) {
    units += quantity[events[i]];
    money += amount[events[i]];
  }
  // What a year of log does not reach back to is unknown, not zero.
  const reachesBack = history.times[0] <= time - 365 * DAY;
  out.set(counts);
  out[W] = counts[1] > 0 ? (3 * counts[0]) / counts[1] : Number.NaN;
  out[W + 1] = counts[2] > 0 ? (365 / 90) * (counts[1] / counts[2]) : Number.NaN;
  out[W + 2] = reachesBack ? buyers(history, events, year, at(275)) : Number.NaN;
  out[W + 3] = (time - times[events[0]]) / DAY;
  out[W + 4] = (time - times[events[n - 1]]) / DAY;
  out[W + 5] = counts[2] > 0 ? (n - year) / counts[2] : Number.NaN;
  out[W + 6] = n > year ? units / (n - year) : Number.NaN;
  out[W + 7] = units > 0 ? money / units : Number.NaN;
}
