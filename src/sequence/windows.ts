import { DAY } from '../base/time';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { History } from '../data/history';

export interface WindowOptions {
  /** How many of the last steps are read. */
  readonly length: number;
  /** What a step is: a basket, all events of a customer at one time, or a single event. */
  readonly step: 'basket' | 'event';
  /** Negative controls; those that destroy the order of steps act here. */
  readonly controls?: Controls;
}

/** What is told of each step beside its items. */
export const STEP_FEATURES = [
  'log days since the step before',
  'log days until the time asked about',
  'log amount',
  'log lines',
  'log units',
] as const;

/**
 * The last T steps before the time asked about, the newest last; shorter pasts are padded in front. Examples that ask
 * about one customer at one time share a window. One that asks about an event has its own, of which that event is the
 * last step: all but its label is known by then.
 */
export interface Windows {
  /** How many there are, W. */
  readonly count: number;
  readonly length: number;
  /** The window of each example, [n]. */
  readonly of: Int32Array;
  /** `STEP_FEATURES` of each step, [W, T, F]; 0 in the padding. */
  readonly numeric: Float32Array;
  /** 1 for a step, 0 for padding, [W, T]. */
  readonly mask: Float32Array;
  /** The items of step s are `items[starts[s] … starts[s + 1])`, s = window × T + step. */
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

export function lastSteps(asOf: AsOf, { length, step: unit, controls }: WindowOptions): Windows {
  const F = STEP_FEATURES.length;
  const { byCustomer, event, item: askedItem, size } = asOf.examples;
  const { amount: askedAmount, quantity: askedQuantity } = asOf.askedEvents;
  const count = event.reduce((sum, e) => sum + (e < 0 ? 0 : 1), 0) || byCustomer.count;
  const of = new Int32Array(size);
  const numeric = new Float32Array(count * length * F);
  const mask = new Float32Array(count * length);
  const starts = new Int32Array(count * length + 1);
  const items = new Items();
  // Event positions that bound the customer's last steps: step b is events[bounds[b] … bounds[b + 1]).
  const bounds = new Int32Array(length + 1);
  const contents = new Int32Array(length);

  let window = 0;
  asOf.forEachCustomer((history, customer, rows) => {
    const asksEvents = event[rows[0]] >= 0;
    for (const row of asksEvents ? rows : rows.subarray(0, 1)) {
      write(history, customer, asksEvents ? row : -1);
      if (asksEvents) of[row] = window;
      else for (const other of rows) of[other] = window;
      window++;
    }
  });
  starts[count * length] = items.size;
  return { count, length, of, numeric, mask, starts, items: items.all() };

  /** @param asked the row whose event is the last step; -1 for none */
  function write(history: History, customer: number, asked: number): void {
    const events = history.eventsOfCustomer(customer);
    const most = asked < 0 ? length : length - 1;
    const found = unit === 'basket' ? splitBaskets(history, events, bounds, most) : splitEvents(events, bounds, most);
    const steps = asked < 0 ? found : found + 1;
    for (let b = 0; b < found; b++) contents[b] = b;
    controls?.order(contents.subarray(0, found), history.time, customer);
    for (let step = 0; step < length; step++) {
      const at = window * length + step;
      starts[at] = items.size;
      const place = step - (length - steps);
      if (place < 0) continue;
      mask[at] = 1;
      if (place === found) {
        const last = events.length ? history.times[events[events.length - 1]] : history.time;
        items.push(askedItem[asked]);
        describe(history.time, last, history.time, askedAmount[asked], 1, askedQuantity[asked], numeric, at * F);
        continue;
      }
      const first = bounds[place];
      const time = history.times[events[first]];
      const previous = first > 0 ? history.times[events[first - 1]] : time;
      const content = contents[place];
      let amount = 0;
      let units = 0;
      for (let i = bounds[content]; i < bounds[content + 1]; i++) {
        amount += history.amount[events[i]];
        units += history.quantity[events[i]];
        items.push(history.item[events[i]]);
      }
      describe(time, previous, history.time, amount, bounds[content + 1] - bounds[content], units, numeric, at * F);
    }
  }
}

/** Writes the features of a step. */
function describe(
  time: number,
  previous: number,
  now: number,
  amount: number,
  lines: number,
  units: number,
  out: Float32Array,
  at: number,
): void {
  out[at] = Math.log1p((time - previous) / DAY);
  out[at + 1] = Math.log1p((now - time) / DAY);
  out[at + 2] = Math.log1p(Math.max(0, amount));
  out[at + 3] = Math.log1p(lines);
  out[at + 4] = Math.log1p(Math.max(0, units));
}

/** Finds a customer's last baskets, at most so many; returns how many, their bounds oldest first. */
function splitBaskets(history: History, events: Int32Array, bounds: Int32Array, most: number): number {
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
  bounds.copyWithin(0, most - baskets, most + 1);
  return baskets;
}

/** Finds a customer's last events, at most so many, each a step of its own. */
function splitEvents(events: Int32Array, bounds: Int32Array, most: number): number {
  const steps = Math.min(most, events.length);
  for (let step = 0; step <= steps; step++) bounds[step] = events.length - steps + step;
  return steps;
}

/** A growing list of numbers. */
class Items {
  private values = new Int32Array(1024);
  size = 0;

  push(value: number): void {
    if (this.size === this.values.length) {
      const grown = new Int32Array(2 * this.size);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.size++] = value;
  }

  all(): Int32Array {
    return this.values.slice(0, this.size);
  }
}
