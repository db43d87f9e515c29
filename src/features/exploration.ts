import { NO_OPTIONS } from '../base/component';
import { lowerBound } from '../base/search';
import { DAY } from '../base/time';
import type { History } from '../data/history';
import { defineFamily } from './family';
import { repeatRow } from './repeatRow';

const WINDOWS = [30, 90, 180, 365];
/** So many of the last baskets tell how much is new of late. */
const LAST = 3;

const columns = [
  ...WINDOWS.flatMap((days) => [`distinct items ${days}d`, `new items ${days}d`]),
  'share of new items',
  `share of new items in the last ${LAST} baskets`,
  'days since the last new item',
  'new items a basket',
];

/**
 * How much a customer tries: of the items that they bought in a window, how many were new to them? Whoever buys the same
 * again and again, however much, buys nothing for the first time. A basket is all events at one time.
 */
export const exploration = defineFamily({
  name: 'exploration',
  summary: 'how many items the customer buys that they never bought before',
  options: NO_OPTIONS,
  columns: () => columns,
  compute(asOf) {
    const F = columns.length;
    const values = new Float32Array(asOf.size * F);
    const isNew = new Uint8Array(asOf.latest().size);
    const seen = new Int32Array(asOf.latest().itemCount);
    let mark = 0;
    asOf.forEachCustomer((history, customer, rows) => {
      const row = values.subarray(rows[0] * F, (rows[0] + 1) * F);
      fillRow(history, history.eventsOfCustomer(customer), row, {
        isNew,
        /** Whether an item comes for the first time since `turn` was called last. */
        isFirst: (item) => {
          if (seen[item] === mark) return false;
          seen[item] = mark;
          return true;
        },
        turn: () => void mark++,
      });
      repeatRow(values, F, rows);
    });
    return values;
  },
});

/** What `fillRow` writes on the way; made once for all rows. */
interface Scratch {
  /** Whether each event is its customer's first of the item, [events]. */
  readonly isNew: Uint8Array;
  isFirst(item: number): boolean;
  turn(): void;
}

function fillRow(history: History, events: Int32Array, out: Float32Array, { isNew, isFirst, turn }: Scratch): void {
  const { item, times, time } = history;
  const n = events.length;
  if (n === 0) {
    // Never seen before: nothing was counted, and nothing is known of their ways.
    out.fill(Number.NaN);
    out.fill(0, 0, 2 * WINDOWS.length);
    return;
  }
  turn();
  for (const event of events) isNew[event] = isFirst(item[event]) ? 1 : 0;
  turn();
  const starts = WINDOWS.map((days) => lowerBound(events, history.firstEventSince(time - days * DAY)));
  let distinct = 0;
  let [baskets, lines, freshLately] = [0, 0, 0];
  let lastFresh = Number.NaN;
  out.fill(0, 0, 2 * WINDOWS.length);
  for (let i = n - 1; i >= 0; i--) {
    const event = events[i];
    const isDistinct = isFirst(item[event]);
    if (isDistinct) distinct++;
    if (isNew[event] && Number.isNaN(lastFresh)) lastFresh = (time - times[event]) / DAY;
    if (i === n - 1 || times[event] !== times[events[i + 1]]) baskets++;
    if (baskets <= LAST) {
      lines++;
      freshLately += isNew[event];
    }
    for (let w = 0; w < starts.length; w++)
      if (i >= starts[w]) {
        if (isDistinct) out[2 * w]++;
        out[2 * w + 1] += isNew[event];
      }
  }
  const rest = 2 * WINDOWS.length;
  // Each item was new once.
  out[rest] = distinct / n;
  out[rest + 1] = freshLately / lines;
  out[rest + 2] = lastFresh;
  out[rest + 3] = distinct / baskets;
}
