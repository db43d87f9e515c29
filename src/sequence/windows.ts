import { Random } from '../base/random';
import { DAY } from '../base/time';
import type { History } from '../data/history';

export interface WindowOptions {
  /** How many of the last baskets are read. */
  readonly length: number;
  /** Negative control: within each window, what was bought is dealt to the baskets' times at random. */
  readonly permuteSeed?: number;
}

/** What is told of each step beside its items. */
export const STEP_FEATURES = [
  'log days since the basket before',
  'log days until the moment asked about',
  'log amount',
  'log lines',
  'log units',
] as const;

/**
 * The last T baskets of n customers, the newest last; shorter pasts are padded in front.
 * A basket is all events of a customer at one time.
 */
export interface Windows {
  readonly count: number;
  readonly length: number;
  /** `STEP_FEATURES` of each step, [n, T, F]; 0 in the padding. */
  readonly numeric: Float32Array;
  /** 1 for a basket, 0 for padding, [n, T]. */
  readonly mask: Float32Array;
  /** The items of step s are `items[starts[s] … starts[s + 1])`, s = customer row × T + step. */
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export function lastBaskets(history: History, customers: Int32Array, options: WindowOptions): Windows {
  const { length } = options;
  const F = STEP_FEATURES.length;
  const count = customers.length;
  const numeric = new Float32Array(count * length * F);
  const mask = new Float32Array(count * length);
  const starts = new Int32Array(count * length + 1);
  const items: number[] = [];
  // Event positions that bound the customer's last baskets: basket b is events[bounds[b] … bounds[b + 1]).
  const bounds = new Int32Array(length + 1);
  const contents = new Int32Array(length);

  for (let row = 0; row < count; row++) {
    const events = history.eventsOfCustomer(customers[row]);
    const baskets = splitBaskets(history, events, bounds);
    for (let b = 0; b < baskets; b++) contents[b] = b;
    if (options.permuteSeed !== undefined)
      Random.of(options.permuteSeed, `${history.time}/${customers[row]}`).shuffle(contents.subarray(0, baskets));
    for (let step = 0; step < length; step++) {
      const basket = step - (length - baskets);
      const at = row * length + step;
      starts[at] = items.length;
      if (basket < 0) continue;
      mask[at] = 1;
      const first = bounds[basket];
      const time = history.times[events[first]];
      const previous = first > 0 ? history.times[events[first - 1]] : time;
      const content = contents[basket];
      let amount = 0;
      let units = 0;
      for (let i = bounds[content]; i < bounds[content + 1]; i++) {
        amount += history.amount[events[i]];
        units += history.quantity[events[i]];
        items.push(history.item[events[i]]);
      }
      numeric[at * F] = Math.log1p((time - previous) / DAY);
      numeric[at * F + 1] = Math.log1p((history.time - time) / DAY);
      numeric[at * F + 2] = Math.log1p(Math.max(0, amount));
      numeric[at * F + 3] = Math.log1p(bounds[content + 1] - bounds[content]);
      numeric[at * F + 4] = Math.log1p(Math.max(0, units));
    }
  }
  starts[count * length] = items.length;
  return { count, length, numeric, mask, starts, items: Int32Array.from(items) };
}

/** Finds the last baskets of a customer, at most `bounds.length − 1`; returns how many, their bounds oldest first. */
function splitBaskets(history: History, events: Int32Array, bounds: Int32Array): number {
  const most = bounds.length - 1;
  let baskets = 0;
  let end = events.length;
  bounds[most] = end;
  while (end > 0 && baskets < most) {
    const time = history.times[events[end - 1]];
    let first = end - 1;
    while (first > 0 && history.times[events[first - 1]] === time) first--;
    baskets++;
    bounds[most - baskets] = first;
    end = first;
  }
  bounds.copyWithin(0, most - baskets);
  return baskets;
}
