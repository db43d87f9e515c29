import { z } from 'zod';
import { InputError } from '../../base/errors';
import { DAY, formatDay, parseIso } from '../../base/time';
import { ExampleSet, type LabelledExamples } from '../examples';
import type { History } from '../history';
import type { TransactionLog } from '../log';
import { cutoffFolds, cutoffFoldsSchema, date, days, undatedFolds } from './folds';
import { defineTask } from './task';

const optionsSchema = z.strictObject({
  /** Asked are the customers with an event in the last so many days; all customers seen so far if omitted. */
  activeWithinDays: days.optional(),
  /**
   * The items asked about, by id, or as those with the most customers in so many days before a date (before the first
   * fold's last training cutoff if omitted). Omitted when the question is about the customer alone.
   */
  items: z
    .union([
      z.array(z.string()).min(1),
      z.strictObject({ mostBought: z.number().int().positive(), withinDays: days, before: date.optional() }),
    ])
    .optional(),
  /** Ask only about items that the customer never had an event with. */
  firstTimeOnly: z.boolean().default(false),
  /** The label is 1 when the customer has an event (with the item, if one is named) in [cutoff, cutoff + horizon). */
  horizonDays: days,
  folds: cutoffFoldsSchema.prefault({ name: 'rolling' }),
});
type Options = z.output<typeof optionsSchema>;

/** Will a customer have an event, or an event with item P, within so many days? */
export const horizon = defineTask({
  name: 'horizon',
  summary: 'an event of the customer, or one with an item asked about, within so many days',
  options: optionsSchema,

  foldCount: ({ folds }) => (folds.name === 'single' ? 1 : folds.count),

  undated: ({ items, folds, ...options }) => ({
    ...options,
    items: items && !Array.isArray(items) ? { ...items, before: undefined } : items,
    folds: undatedFolds(folds),
  }),

  async bind(options, log) {
    const folds = cutoffFolds(options.folds, options.horizonDays, log);
    const items = itemsOf(options, Math.max(...folds[0].train), log);
    const indexes = Int32Array.from(items, (id) => log.items.indexOf(id));
    return {
      items,
      folds: folds.map(({ test }) => formatDay(test)),
      split: (fold, split) => {
        const cutoffs = split === 'train' ? [...folds[fold].train].sort((a, b) => a - b) : [folds[fold][split]];
        return concatenate(
          cutoffs.map((time) => {
            const examples = ask(options, log.before(time), indexes);
            return { examples, label: answer(options, log, examples, time, indexes) };
          }),
        );
      },
    };
  },

  ask(options, log, items, time = log.end) {
    const there = Int32Array.from(items, (id) => log.items.indexOf(id)).filter((item) => item >= 0);
    if (items.length > 0 && there.length === 0)
      throw new InputError(
        `the log has none of the ${items.length} items that the model was trained for`,
        undefined,
        items.slice(0, 5).join(', '),
      );
    const examples = ask(options, log.before(time), there);
    if (examples.size > 0) return examples;
    throw new InputError(
      `there is nobody to ask about at ${formatDay(time)}`,
      undefined,
      options.activeWithinDays
        ? `customers with events in the ${options.activeWithinDays} days before that`
        : 'customers with events before that',
    );
  },
});

function itemsOf({ items }: Options, lastTraining: number, log: TransactionLog): readonly string[] {
  if (!items) return [];
  if (Array.isArray(items)) {
    const unknown = items.filter((id) => !log.items.includes(id));
    if (unknown.length)
      throw new InputError(`unknown item ${unknown.map((id) => `"${id}"`).join(', ')}`, 'items', 'items of the log');
    return items;
  }
  const time = items.before ? parseIso(items.before) : lastTraining;
  return mostBoughtItems(log.before(time), items.withinDays, items.mostBought).map((item) => log.items[item]);
}

/** The `count` items with the most distinct customers in the last `withinDays`; ties go to the item of which more units were bought. */
function mostBoughtItems(history: History, withinDays: number, count: number): number[] {
  const start = history.firstEventSince(history.time - withinDays * DAY);
  const customers = new Int32Array(history.itemCount);
  const units = new Float64Array(history.itemCount);
  const lastCustomer = new Int32Array(history.itemCount).fill(-1);
  for (let customer = 0; customer < history.customerCount; customer++) {
    const events = history.eventsOfCustomer(customer);
    for (let i = events.length - 1; i >= 0 && events[i] >= start; i--) {
      const item = history.item[events[i]];
      units[item] += history.quantity[events[i]];
      if (lastCustomer[item] !== customer) {
        lastCustomer[item] = customer;
        customers[item]++;
      }
    }
  }
  return Array.from(customers.keys())
    .filter((item) => customers[item] > 0)
    .sort((a, b) => customers[b] - customers[a] || units[b] - units[a])
    .slice(0, count);
}

/** Who is asked about what at the history's time; by customer, then by item as listed. */
function ask({ activeWithinDays, firstTimeOnly, items: asksItems }: Options, history: History, items: Int32Array) {
  const since = activeWithinDays === undefined ? 0 : history.firstEventSince(history.time - activeWithinDays * DAY);
  const customers: number[] = [];
  const about: number[] = [];
  const lastOwner = new Int32Array(history.itemCount).fill(-1);
  for (let customer = 0; customer < history.customerCount; customer++) {
    const events = history.eventsOfCustomer(customer);
    if (events[events.length - 1] < since) continue;
    if (firstTimeOnly) for (const event of events) lastOwner[history.item[event]] = customer;
    for (const item of asksItems ? items : [-1]) {
      if (firstTimeOnly && item < history.itemCount && lastOwner[item] === customer) continue;
      customers.push(customer);
      about.push(item);
    }
  }
  return ExampleSet.at(history.time, Int32Array.from(customers), Int32Array.from(about));
}

/** The labels, read from the events in [time, time + horizon). */
function answer(
  { horizonDays, items: asksItems }: Options,
  log: TransactionLog,
  examples: ExampleSet,
  time: number,
  items: Int32Array,
): Uint8Array {
  const { columns } = log;
  const slot = new Int32Array(log.items.length).fill(-1);
  items.forEach((item, i) => {
    slot[item] = i;
  });
  const width = Math.max(1, items.length);
  const bought = new Uint8Array(log.customers.length * width);
  const from = log.before(time).size;
  const to = log.before(time + horizonDays * DAY).size;
  for (let event = from; event < to; event++) {
    const at = asksItems ? slot[columns.item[event]] : 0;
    if (at >= 0) bought[columns.customer[event] * width + at] = 1;
  }
  return Uint8Array.from(
    examples.customer,
    (customer, i) => bought[customer * width + (asksItems ? slot[examples.item[i]] : 0)],
  );
}

function concatenate(parts: readonly LabelledExamples[]): LabelledExamples {
  const size = parts.reduce((sum, { examples }) => sum + examples.size, 0);
  const time = new Float64Array(size);
  const customer = new Int32Array(size);
  const item = new Int32Array(size);
  const label = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    time.set(part.examples.time, at);
    customer.set(part.examples.customer, at);
    item.set(part.examples.item, at);
    label.set(part.label, at);
    at += part.examples.size;
  }
  return { examples: new ExampleSet({ time, customer, item, event: new Int32Array(size).fill(-1) }), label };
}
