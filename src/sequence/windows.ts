import { DAY } from '../base/time';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';
import type { History } from '../data/history';
import { EarlierMeans } from './earlierMeans';

export interface WindowOptions {
  /** How many of the last steps are read. */
  readonly length: number;
  /** What a step is: a basket, all events of a customer at one time, or a single event. */
  readonly step: 'basket' | 'event';
  /** Adds the amount over the mean of the customer's earlier steps, as of each step: a purchase is large for somebody. */
  readonly relativeAmount?: boolean;
  /** Adds sine and cosine of the step's place in the day, the week or the year. */
  readonly calendar?: readonly Cycle[];
  /** Negative controls; those that destroy the order of steps act here. */
  readonly controls?: Controls;
}

/** Seconds of each cycle of the calendar. */
const CYCLES = { day: DAY, week: 7 * DAY, year: 365.2425 * DAY };
export type Cycle = keyof typeof CYCLES;
export const CYCLE_NAMES = Object.keys(CYCLES) as [Cycle, ...Cycle[]];

/** What is always told of a step beside its items. */
export const STEP_FEATURES = [
  'log days since the step before',
  'log days until the time asked about',
  'log amount',
  'log lines',
  'log units',
] as const;

/** What is told of a step under some options. */
export function stepColumns({ relativeAmount, calendar = [] }: Omit<WindowOptions, 'length' | 'step'>): string[] {
  return [
    ...STEP_FEATURES,
    ...(relativeAmount ? ["log amount over the mean of the customer's earlier steps"] : []),
    ...calendar.flatMap((cycle) => [`sine of the time of ${cycle}`, `cosine of the time of ${cycle}`]),
  ];
}

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
  /** Whose each window is, [W]. */
  readonly customers: Int32Array;
  /** What `numeric` tells, F names. */
  readonly columns: readonly string[];
  /** The numbers of each step, [W, T, F]; 0 in the padding. */
  readonly numeric: Float32Array;
  /** 1 for a step, 0 for padding, [W, T]. */
  readonly mask: Float32Array;
  /** The lines of step s are those from `starts[s]` to before `starts[s + 1]`, s = window × T + step. */
  readonly starts: Int32Array;
  /** The item and the event of each line. */
  readonly items: Int32Array;
  readonly events: Int32Array;
}

export function lastSteps(asOf: AsOf, options: WindowOptions): Windows {
  const { length, step: unit, controls, relativeAmount, calendar = [] } = options;
  const columns = stepColumns(options);
  const F = columns.length;
  const { byCustomer, event, item: askedItem, size } = asOf.examples;
  const { amount: askedAmount, quantity: askedQuantity } = asOf.askedEvents;
  const count = event.reduce((sum, e) => sum + (e < 0 ? 0 : 1), 0) || byCustomer.count;
  const of = new Int32Array(size);
  const customers = new Int32Array(count);
  const numeric = new Float32Array(count * length * F);
  const mask = new Float32Array(count * length);
  const starts = new Int32Array(count * length + 1);
  const items = new Numbers();
  const lines = new Numbers();
  const means = relativeAmount ? new EarlierMeans(asOf.latest(), unit) : undefined;
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
      customers[window++] = customer;
    }
  });
  starts[count * length] = items.size;
  return { count, length, of, customers, columns, numeric, mask, starts, items: items.all(), events: lines.all() };

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
        lines.push(event[asked]);
        describe(history.time, last, history.time, askedAmount[asked], 1, askedQuantity[asked], numeric, at * F);
        const mean = means?.before(history, events, events.length, history.time);
        describeMore(history.time, askedAmount[asked], mean, calendar, numeric, at * F + STEP_FEATURES.length);
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
        lines.push(events[i]);
      }
      describe(time, previous, history.time, amount, bounds[content + 1] - bounds[content], units, numeric, at * F);
      const mean = means?.before(history, events, bounds[content], history.times[events[bounds[content]]]);
      describeMore(time, amount, mean, calendar, numeric, at * F + STEP_FEATURES.length);
    }
  }
}

/** Writes what is always told of a step. */
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

/**
 * Writes what the options add.
 * @param mean of the customer's earlier steps, NaN where there is none; undefined if not wanted
 */
function describeMore(
  time: number,
  amount: number,
  mean: number | undefined,
  calendar: readonly Cycle[],
  out: Float32Array,
  at: number,
): void {
  let next = at;
  // A first step is as large as usual.
  if (mean !== undefined)
    out[next++] = Number.isNaN(mean) ? 0 : Math.log1p(Math.max(0, amount)) - Math.log1p(Math.max(0, mean));
  for (const cycle of calendar) {
    const angle = (2 * Math.PI * time) / CYCLES[cycle];
    out[next++] = Math.sin(angle);
    out[next++] = Math.cos(angle);
  }
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
class Numbers {
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
