import type { Random } from '../base/random';
import { DAY } from '../base/time';
import type { Attribute, AttributeOwner } from '../data/attributes';
import { Dictionary } from '../data/dictionary';
import { ExampleSet } from '../data/examples';
import { TransactionLog } from '../data/log';

/** One event; the quantity is 1 where absent. */
export type Row = readonly [customer: string, item: string, time: number, amount: number, quantity?: number];

/** A log of rows, with attributes made up of what they hold; labels, if any, are given in the order of the rows. */
export function logOf(rows: readonly Row[], label?: readonly number[], labelDelay?: number): TransactionLog {
  const customers = new Dictionary();
  const items = new Dictionary();
  const columns = {
    customer: Int32Array.from(rows, ([customer]) => customers.add(customer)),
    item: Int32Array.from(rows, ([, item]) => items.add(item)),
    time: Float64Array.from(rows, ([, , time]) => time),
    amount: Float64Array.from(rows, ([, , , amount]) => amount),
    quantity: Float64Array.from(rows, ([, , , , quantity = 1]) => quantity),
    label: label && Uint8Array.from(label),
  };
  const attributes = [
    ...attributesOf(
      'event',
      'channel',
      'discount',
      rows.map(([, , , amount]) => Math.round(100 * amount)),
    ),
    ...attributesOf('customer', 'city', 'age', customers.ids.map(numberOf)),
    ...attributesOf('item', 'kind', 'weight', items.ids.map(numberOf)),
  ];
  return new TransactionLog(columns, { customers, items, labelDelay, attributes });
}

/** A categorical and a numeric attribute made up of a number of each owner; either is missing of some. */
function attributesOf(
  of: AttributeOwner,
  categorical: string,
  numeric: string,
  numbers: readonly number[],
): Attribute[] {
  return [
    { name: categorical, of, values: Int32Array.from(numbers, (n) => (n % 4) - 1), categories: ['a', 'b', 'c'] },
    { name: numeric, of, values: Float32Array.from(numbers, (n) => (n % 5 === 0 ? Number.NaN : n % 7)) },
  ];
}

/** A number made of an id. */
function numberOf(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum += id.charCodeAt(i);
  return sum;
}

/** What random rows are drawn from. */
export interface Shop {
  readonly customers: number;
  readonly items: number;
  /** Events lie at quarters of so many days, so that several share a time. */
  readonly days: number;
}

const SMALL: Shop = { customers: 6, items: 7, days: 10 };

export function randomRows(random: Random, count: number, { customers, items, days }: Shop = SMALL): Row[] {
  return Array.from({ length: count }, () => [
    `customer ${random.int(customers)}`,
    `item ${random.int(items)}`,
    (random.int(4 * days) * DAY) / 4,
    random.int(2000) / 100,
    1 + random.int(9),
  ]);
}

/** Two logs with the same past, and the same event asked about at `time`; all else differs from `time` on. */
export interface Twins {
  readonly log: TransactionLog;
  readonly twin: TransactionLog;
  readonly time: number;
}

/**
 * Labels of the events before `time` differ, too, where their delay of a day has not passed by then.
 * @param count of the events that are drawn for each log
 */
export function randomTwins(
  random: Random,
  count = 60,
  shop = SMALL,
  time = (random.int(4 * shop.days) * DAY) / 4,
): Twins {
  const delay = DAY;
  const shared = randomRows(random, count, shop).filter(([, , t]) => t < time);
  const asked: Row = ['customer 0', 'item 0', time, 5];
  const label = shared.map(() => random.int(2));
  const [log, twin] = [0, 1].map(() => {
    const others = randomRows(random, count, shop).filter(([, , t]) => t >= time);
    const known = shared.map(([, , t], i) => (t + delay < time ? label[i] : random.int(2)));
    const unknown = [asked, ...others].map(() => random.int(2));
    return logOf([...shared, asked, ...others], [...known, ...unknown], delay);
  });
  return { log, twin, time };
}

/** A way of asking. */
export interface Question {
  readonly name: string;
  /** Whether the task lists items that it asks about. */
  readonly listsItems: boolean;
  /** The examples at a time; there is an event at that time. */
  examples(log: TransactionLog, time: number): ExampleSet;
}

/** Customers alone, customers about items, and events: all known ones, and a customer whom nobody has seen. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'customers',
    listsItems: false,
    examples: (log, time) =>
      ExampleSet.at(
        time,
        Int32Array.from({ length: log.before(time).customerCount + 1 }, (_, c) => c),
      ),
  },
  {
    name: 'customers and items',
    listsItems: true,
    examples(log, time) {
      const { customerCount, itemCount } = log.before(time);
      const pairs = Array.from({ length: (customerCount + 1) * itemCount }, (_, i) => i);
      return ExampleSet.at(
        time,
        Int32Array.from(pairs, (i) => Math.floor(i / itemCount)),
        Int32Array.from(pairs, (i) => i % itemCount),
      );
    },
  },
  {
    name: 'events',
    listsItems: false,
    // The last ones before the time, each at its own, and the first at it.
    examples(log, time) {
      const next = log.before(time).size;
      const event = Int32Array.from({ length: Math.min(next, 200) + 1 }, (_, i) => next - Math.min(next, 200) + i);
      return new ExampleSet({
        time: Float64Array.from(event, (e) => log.columns.time[e]),
        customer: event.map((e) => log.columns.customer[e]),
        item: event.map((e) => log.columns.item[e]),
        event,
      });
    },
  },
];
