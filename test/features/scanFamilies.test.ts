import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import type { TransactionLog } from '../../src/data/log';
import { families } from '../../src/features';
import { arbitraryRows, arbitraryTime, logOf, type Row } from '../helpers/randomLog';

const DELAY_DAYS = 2;

/** Short windows and rings: the logs are ten days long. */
const FAMILIES = [
  { name: 'customer-windows', days: [0.5, 2, 5] },
  { name: 'customer-windows', days: [3], includeAsked: false },
  { name: 'item-risk', days: [1, 4], delayDays: DELAY_DAYS },
  { name: 'item-risk', days: [2], delayDays: 0 },
  { name: 'item-risk', days: [1, 3], delayDays: 3 },
  { name: 'customer-surprise', days: [1, 4], settledAfter: 2, largeRatio: 1.5, priorEvents: 2 },
  { name: 'item-labels', count: 3, settledAfter: 2, largeRatio: 1.5, priorEvents: 2 },
];

function compute(spec: (typeof FAMILIES)[number], log: TransactionLog, examples: ExampleSet) {
  const { entry, options } = families.resolve(families.reference().parse(spec));
  const values = entry.compute(new AsOf(examples, log), options, Controls.none);
  return { values, columns: entry.columns(options) };
}

/** Each of the first events asked about when it happens, and each customer with each item at a time, in some order. */
function everything(log: TransactionLog, events: number, time: number, customers: number, items: number): ExampleSet {
  const rows: [time: number, customer: number, item: number, event: number][] = [];
  for (let e = 0; e < events; e++) rows.push([log.columns.time[e], log.columns.customer[e], log.columns.item[e], e]);
  for (let c = 0; c <= customers; c++) for (let i = -1; i <= items; i++) rows.push([time, c, i, -1]);
  rows.sort(([, a, b], [, c, d]) => ((a * 7 + b) % 5) - ((c * 7 + d) % 5));
  return new ExampleSet({
    time: Float64Array.from(rows, ([time]) => time),
    customer: Int32Array.from(rows, ([, customer]) => customer),
    item: Int32Array.from(rows, ([, , item]) => item),
    event: Int32Array.from(rows, ([, , , event]) => event),
  });
}

const labelOf = ([, , time, amount]: Row) => (((time / DAY) * 4 + Math.round(amount * 100)) % 3 === 0 ? 1 : 0);

/** Two logs that are the same before a time, but for labels that are not known by then, and that differ from then on. */
const arbitraryLabelledTwins = fc
  .record({ rows: arbitraryRows, others: arbitraryRows, time: arbitraryTime })
  .map(({ rows, others, time }) => {
    const past = rows.filter(([, , t]) => t < time);
    const future = others.filter(([, , t]) => t >= time);
    const twinRows = [...future, ...past];
    const twinLabels = twinRows.map((row) => (row[2] + DELAY_DAYS * DAY < time ? labelOf(row) : 1 - labelOf(row)));
    return {
      log: logOf(rows, rows.map(labelOf), DELAY_DAYS * DAY),
      twin: logOf(twinRows, twinLabels, DELAY_DAYS * DAY),
      past: past.length,
      time,
    };
  });

type Value = (log: TransactionLog, row: { time: number; customer: number; item: number; event: number }) => number;

/** The definitions of columns, event by event. */
const definitions: Record<string, Record<string, Value>> = {
  'customer-windows {"days":[0.5,2,5]}': {
    'events of the customer 0.5d': windowed(0.5, (amounts) => amounts.length),
    'events of the customer 5d': windowed(5, (amounts) => amounts.length),
    'mean amount of the customer 2d': windowed(2, mean),
  },
  'customer-windows {"days":[3],"includeAsked":false}': {
    'events of the customer 3d': windowed(3, (amounts) => amounts.length, false),
    'mean amount of the customer 3d': windowed(3, mean, false),
  },
  'item-risk {"days":[1,4],"delayDays":2}': {
    'known events of the item 1d': risk(1, 2, (labels) => labels.length),
    'positive rate of the item 1d': risk(1, 2, (labels) => mean(labels) || 0),
    'positive rate of the item 4d': risk(4, 2, (labels) => mean(labels) || 0),
  },
  'item-risk {"days":[2],"delayDays":0}': {
    'known events of the item 2d': risk(2, 0, (labels) => labels.length),
    'positive rate of the item 2d': risk(2, 0, (labels) => mean(labels) || 0),
  },
  'item-risk {"days":[1,3],"delayDays":3}': {
    'known events of the item 3d': risk(3, 3, (labels) => labels.length),
    'positive rate of the item 1d': risk(1, 3, (labels) => mean(labels) || 0),
  },
  'customer-surprise {"days":[1,4],"settledAfter":2,"largeRatio":1.5,"priorEvents":2}': {
    'usual amount of the customer': (log, { time, customer }) => usualBefore(log, pastOf(log, time), customer),
    'amount over the usual': (log, { time, customer, event }) =>
      event < 0 ? Number.NaN : over(log.columns.amount[event], usualBefore(log, pastOf(log, time), customer)),
    'large amounts of the customer 4d': (log, { time, customer }) =>
      largeOf(log, time, customer).filter((t) => t > time - 4 * DAY).length,
    'days since the last large amount': (log, { time, customer }) =>
      (time - (largeOf(log, time, customer).at(-1) ?? Number.NaN)) / DAY,
  },
  'item-labels {"count":3,"settledAfter":2,"largeRatio":1.5,"priorEvents":2}': {
    'label of the item, 1 back': (log, { time, item }) => knownOf(log, time, item).at(-1)?.label ?? Number.NaN,
    'label of the item, 3 back': (log, { time, item }) => knownOf(log, time, item).at(-3)?.label ?? Number.NaN,
    'days since the last known positive of the item': (log, { time, item }) =>
      (time - (positivesOf(log, time, item).at(-1)?.time ?? Number.NaN)) / DAY,
    'days since the last known negative of the item': (log, { time, item }) =>
      (time - (knownOf(log, time, item).findLast(({ label }) => !label)?.time ?? Number.NaN)) / DAY,
    'days since the first known positive of the item after that': (log, { time, item }) => {
      const known = knownOf(log, time, item);
      return (time - (known[known.findLastIndex(({ label }) => !label) + 1]?.time ?? Number.NaN)) / DAY;
    },
    'amount over the usual, last known positive of the item': (log, { time, item }) =>
      positivesOf(log, time, item).at(-1)?.ratio ?? Number.NaN,
    'least amount over the usual, positives of the last 3': (log, { time, item }) => {
      const last = knownOf(log, time, item).slice(-3);
      const ratios = last.filter(({ label, ratio }) => label && !Number.isNaN(ratio)).map(({ ratio }) => ratio);
      return ratios.length ? Math.min(...ratios) : Number.NaN;
    },
  },
};

/** The number of events before a time. */
function pastOf(log: TransactionLog, time: number): number {
  return log.columns.time.filter((t) => t < time).length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function windowed(days: number, statistic: (amounts: number[]) => number, includeAsked = true): Value {
  return (log, { time, customer, event }) => {
    const { time: times, customer: who, amount } = log.columns;
    const own = [...times.keys()].filter((e) => who[e] === customer && times[e] < time && times[e] > time - days * DAY);
    if (includeAsked && event >= 0) own.push(event);
    return statistic(own.map((e) => amount[e]));
  };
}

function risk(days: number, delayDays: number, statistic: (labels: number[]) => number): Value {
  return (log, { time, item }) => {
    if (item < 0) return Number.NaN;
    const end = time - delayDays * DAY;
    const there = knownOf(log, time, item).filter(({ time: t }) => t < end && t > end - days * DAY);
    return statistic(there.map(({ label }) => label));
  };
}

/** An item's events with known labels, and their amounts over what was usual for their customers just before them. */
function knownOf(log: TransactionLog, time: number, item: number) {
  const { time: times, item: what, label, customer, amount } = log.columns;
  return [...times.keys()]
    .filter((e) => what[e] === item && times[e] + DELAY_DAYS * DAY < time)
    .map((e) => ({
      time: times[e],
      label: label![e],
      ratio: over(amount[e], usualBefore(log, e, customer[e])),
    }));
}

function positivesOf(log: TransactionLog, time: number, item: number) {
  return knownOf(log, time, item).filter(({ label }) => label);
}

/** What is usual for a customer after the first events of the log, from scratch. */
function usualBefore({ columns: { customer, amount } }: TransactionLog, events: number, who: number): number {
  const kept: number[] = [];
  for (let e = 0; e < events; e++) {
    if (customer[e] !== who) continue;
    const usual = shrunk(kept, amount.slice(0, e));
    if (kept.length < 2 || !(over(amount[e], usual) >= 1.5)) kept.push(amount[e]);
  }
  return shrunk(kept, amount.slice(0, events));
}

function shrunk(own: readonly number[], all: Float64Array): number {
  return (2 * mean([...all]) + own.reduce((sum, value) => sum + value, 0)) / (2 + own.length);
}

function over(amount: number, usual: number): number {
  return usual > 0 ? amount / usual : Number.NaN;
}

/** When a customer spent unusually much. */
function largeOf(log: TransactionLog, time: number, who: number): number[] {
  const { customer, amount, time: times } = log.columns;
  return [...times.keys()]
    .filter((e) => customer[e] === who && times[e] < time && over(amount[e], usualBefore(log, e, who)) >= 1.5)
    .map((e) => times[e]);
}

for (const spec of FAMILIES) {
  const { name, ...given } = spec;
  const title = `${name} ${JSON.stringify(given)}`;
  describe(`feature family ${title}`, () => {
    it('is what its definition says', () => {
      fc.assert(
        fc.property(arbitraryLabelledTwins, ({ log, time }) => {
          const examples = everything(log, log.size, time, log.customers.length - 1, log.items.length - 1);
          const { values, columns } = compute(spec, log, examples);
          for (const [column, definition] of Object.entries(definitions[title])) {
            const c = columns.indexOf(column);
            assert.ok(c >= 0, `${column} is a column`);
            for (let row = 0; row < examples.size; row++) {
              const asked = {
                time: examples.time[row],
                customer: examples.customer[row],
                item: examples.item[row],
                event: examples.event[row],
              };
              const [actual, expected] = [values[row * columns.length + c], definition(log, asked)];
              assert.ok(
                Object.is(actual, Math.fround(expected)) || Math.abs(actual - expected) < 1e-5 * Math.max(1, expected),
                `${column} of ${JSON.stringify(asked)} is ${actual}, expected ${expected}`,
              );
            }
          }
        }),
        { numRuns: 25 },
      );
    });

    it('knows neither the future nor a label before its delay has passed', () => {
      fc.assert(
        fc.property(arbitraryLabelledTwins, ({ log, twin, past, time }) => {
          const { customerCount, itemCount } = log.before(time);
          const ask = (one: TransactionLog) =>
            compute(spec, one, everything(one, past, time, customerCount, itemCount));
          assert.deepEqual(ask(twin), ask(log));
        }),
        { numRuns: 100 },
      );
    });

    it('answers an example the same, to the bit, whatever else is asked', () => {
      fc.assert(
        fc.property(arbitraryLabelledTwins, fc.nat(), ({ log, time }, pick) => {
          const examples = everything(log, log.size, time, log.customers.length, log.items.length);
          const row = pick % examples.size;
          const { values, columns } = compute(spec, log, examples);
          const F = columns.length;
          const alone = compute(spec, log, examples.select(Int32Array.of(row)));
          assert.deepEqual(alone.values, values.slice(row * F, (row + 1) * F));
        }),
        { numRuns: 100 },
      );
    });
  });
}
