import { z } from 'zod';
import { InputError } from '../base/errors';
import { DAY, formatDay, parseIso } from '../base/time';
import { type Asked, type Cutoff, Examples, type Query } from './examples';
import type { History } from './history';
import type { TransactionLog } from './log';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD');
const days = z.number().int().positive();

/** A task in words that JSON can hold: who is asked, when, and what is to be predicted. */
export const taskSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and dashes'),
  description: z.string(),
  /** Asked are the customers with an event in the last so many days; all customers seen so far if absent. */
  activeWithinDays: days.optional(),
  /** The items asked about, by id or as the most bought ones; absent when the question is about the customer alone. */
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
  /**
   * When the questions are asked. Absent: the test cutoff lies one horizon before the end of the log,
   * the validation cutoff one horizon before that, training cutoffs every 30 days back from one more.
   */
  cutoffs: z
    .strictObject({
      test: date,
      validation: date,
      train: z.strictObject({ last: date, count: z.number().int().positive(), everyDays: days }),
    })
    .optional(),
});

export type TaskSpec = z.output<typeof taskSchema>;
export type Split = 'train' | 'validation' | 'test';

/** A task on a given log: its moments in seconds since 1970 and the items it asks about. */
export interface Task {
  readonly spec: TaskSpec;
  readonly times: Readonly<Record<Split, readonly number[]>>;
  /** Ids of the items asked about; empty when the question is about the customer alone. */
  readonly items: readonly string[];
  examples(split: Split): Examples;
}

/** Checks and completes a task's specification, and the names its entry in the registry. */
export function defineTask(spec: z.input<typeof taskSchema>): TaskSpec & { readonly name: string } {
  return taskSchema.parse(spec);
}

/**
 * Binds a task to a log.
 * @throws InputError when the log does not cover the task's moments, knows none of its items, or a
 *   label window of one split reaches into the next
 */
export function bindTask(spec: TaskSpec, log: TransactionLog): Task {
  const times = momentsOf(spec, log);
  checkMoments(spec, times, log);
  const items = itemsOf(spec, times, log);
  const itemIndexes = Int32Array.from(items, (id) => log.items.indexOf(id));
  return {
    spec,
    times,
    items,
    examples: (split) =>
      new Examples(
        times[split].map((time) => answer(spec, log, ask(spec, log.before(time), itemIndexes), itemIndexes)),
      ),
  };
}

/**
 * The questions that the task asks at any moment, as prediction does.
 * @param items ids of the items asked about, as they were when the model was trained
 * @throws InputError when the log knows none of the items, or nobody is to be asked
 */
export function askAt(spec: TaskSpec, log: TransactionLog, items: readonly string[], time: number): Asked {
  const history = log.before(time);
  const indexes = Int32Array.from(items, (id) => log.items.indexOf(id)).filter((item) => item >= 0);
  if (items.length > 0 && indexes.length === 0)
    throw new InputError(
      `the log has none of the ${items.length} items that the model was trained for`,
      undefined,
      items.slice(0, 5).join(', '),
    );
  const query = ask(spec, history, indexes);
  if (query.customers.length === 0)
    throw new InputError(
      `task ${spec.name} asks nobody at ${formatDay(time)}`,
      undefined,
      'customers with events before that',
    );
  return { history, query };
}

function momentsOf(spec: TaskSpec, log: TransactionLog): Task['times'] {
  const spaced = (last: number, everyDays: number, count: number) =>
    Array.from({ length: count }, (_, i) => last - i * everyDays * DAY);
  if (spec.cutoffs) {
    const { test, validation, train } = spec.cutoffs;
    return {
      test: [parseIso(test)],
      validation: [parseIso(validation)],
      train: spaced(parseIso(train.last), train.everyDays, train.count),
    };
  }
  const horizon = spec.horizonDays * DAY;
  const [first, last] = log.timeRange;
  const test = Math.ceil(last / DAY) * DAY - horizon;
  const lastTrain = test - 2 * horizon;
  // A training cutoff needs a past to learn from: one horizon at least.
  const count = Math.min(8, Math.floor((lastTrain - first - horizon) / (30 * DAY)) + 1);
  if (count < 1)
    throw new InputError(
      `the log covers ${Math.floor((last - first) / DAY)} days, too few for task ${spec.name}`,
      undefined,
      `at least ${4 * spec.horizonDays} days (a past, and label windows of ${spec.horizonDays} days for training, validation and test)`,
    );
  return { test: [test], validation: [test - horizon], train: spaced(lastTrain, 30, count) };
}

/** Every label window closes before the next split's questions are asked, and before the log ends. */
function checkMoments(spec: TaskSpec, times: Task['times'], log: TransactionLog): void {
  const horizon = spec.horizonDays * DAY;
  const overlap = (from: Split, to: Split) => Math.max(...times[from]) + horizon > Math.min(...times[to]);
  for (const [from, to] of [
    ['train', 'validation'],
    ['validation', 'test'],
  ] as const)
    if (overlap(from, to))
      throw new InputError(
        `a ${from} label window of ${spec.horizonDays} days ends after the first ${to} cutoff ${formatDay(Math.min(...times[to]))}`,
        `task ${spec.name}`,
        'windows that are closed before the next split begins',
      );
  const [first, last] = log.timeRange;
  const earliest = Math.min(...times.train);
  const end = Math.max(...times.test) + horizon;
  if (earliest <= first || end > Math.ceil(last / DAY) * DAY)
    throw new InputError(
      `the log runs from ${formatDay(first)} to ${formatDay(last)}`,
      `task ${spec.name}`,
      `events before ${formatDay(earliest)} and up to ${formatDay(end)}`,
    );
}

function itemsOf(spec: TaskSpec, times: Task['times'], log: TransactionLog): string[] {
  if (!spec.items) return [];
  if (Array.isArray(spec.items)) {
    const unknown = spec.items.filter((id) => !log.items.includes(id));
    if (unknown.length)
      throw new InputError(
        `unknown item ${unknown.map((id) => `"${id}"`).join(', ')}`,
        `task ${spec.name}`,
        'items of the log',
      );
    return spec.items;
  }
  const { mostBought, withinDays, before } = spec.items;
  const time = before ? parseIso(before) : Math.max(...times.train);
  const chosen = mostBoughtItems(log.before(time), withinDays, mostBought);
  return Array.from(chosen, (item) => log.items[item]);
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

/** Who is asked about what at the history's moment. */
function ask(spec: TaskSpec, history: History, items: Int32Array): Query {
  const since =
    spec.activeWithinDays === undefined ? 0 : history.firstEventSince(history.time - spec.activeWithinDays * DAY);
  const askedCustomers: number[] = [];
  const askedItems: number[] = [];
  const lastOwner = new Int32Array(history.itemCount).fill(-1);
  for (let customer = 0; customer < history.customerCount; customer++) {
    const events = history.eventsOfCustomer(customer);
    if (events[events.length - 1] < since) continue;
    if (spec.firstTimeOnly) for (const event of events) lastOwner[history.item[event]] = customer;
    for (const item of spec.items ? items : [-1]) {
      if (spec.firstTimeOnly && item < history.itemCount && lastOwner[item] === customer) continue;
      askedCustomers.push(customer);
      askedItems.push(item);
    }
  }
  return { time: history.time, customers: Int32Array.from(askedCustomers), items: Int32Array.from(askedItems) };
}

/** The answers, read from the events in [time, time + horizon). */
function answer(spec: TaskSpec, log: TransactionLog, query: Query, items: Int32Array): Cutoff {
  const { columns } = log;
  const slot = new Int32Array(log.items.length).fill(-1);
  items.forEach((item, i) => {
    slot[item] = i;
  });
  const width = Math.max(1, items.length);
  const bought = new Uint8Array(log.customers.length * width);
  const from = log.before(query.time).size;
  const to = log.before(query.time + spec.horizonDays * DAY).size;
  for (let event = from; event < to; event++) {
    const at = spec.items ? slot[columns.item[event]] : 0;
    if (at >= 0) bought[columns.customer[event] * width + at] = 1;
  }
  return {
    ...query,
    labels: Uint8Array.from(
      query.customers,
      (customer, i) => bought[customer * width + (spec.items ? slot[query.items[i]] : 0)],
    ),
  };
}
