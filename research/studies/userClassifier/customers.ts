import { writeAtomically } from '../../../src/base/files';
import { DAY, formatDay } from '../../../src/base/time';
import type { History } from '../../../src/data/history';
import type { TransactionLog } from '../../../src/data/log';

/** The days of a quarter, and of a year as four of them. */
export const QUARTER_DAYS = 91;
const QUARTER = QUARTER_DAYS * DAY;

/** What the customers CSV tells of a customer at a cutoff, from the transactions before it alone. */
export const RAW_COLUMNS = {
  days_since_first: 'days since the first purchase',
  days_since_last: 'days since the last purchase',
  purchases: 'number of purchases (all lines of one time are one)',
  lines: 'number of lines bought',
  units: 'number of units bought',
  items: 'number of different items bought',
  amount: 'amount spent',
  purchases_last_quarter: 'purchases in the last 91 days',
  amount_last_quarter: 'amount spent in the last 91 days',
  amount_quarter_before:
    'amount spent in the 91 days before those; missing for whoever was no customer yet when they began',
  amount_year_ago:
    'amount spent in the same quarter as the one to come, a year ago; missing for whoever was no customer yet when it began',
  days_between: 'mean days from one purchase to the next; missing after a single purchase',
  days_between_std: 'their standard deviation; missing after fewer than three purchases',
  purchase_amount_std: 'standard deviation of the amounts of purchases; missing after a single purchase',
} as const;
export type RawColumn = keyof typeof RAW_COLUMNS;

export const RAW_NAMES = Object.keys(RAW_COLUMNS) as RawColumn[];

export type Split = 'train' | 'validation' | 'test';

/** A line of the customers CSV. */
export interface CustomerRow {
  readonly customer: string;
  /** YYYY-MM-DD */
  readonly cutoff: string;
  readonly split: Split;
  /** NaN where a value is missing. */
  readonly values: Readonly<Record<RawColumn, number>>;
  /** Amount spent in the 91 days from the cutoff on: what the target is made of, and no input. */
  readonly nextQuarter: number;
}

/** Cutoffs a quarter apart, counted back from the end of the log: one for test, one for validation, the rest for training. */
export function cutoffsOf(log: TransactionLog, trainingCutoffs: number): { time: number; split: Split }[] {
  return Array.from({ length: trainingCutoffs + 2 }, (_, i) => ({
    time: log.end - (trainingCutoffs + 2 - i) * QUARTER,
    split:
      i < trainingCutoffs ? ('train' as const) : i === trainingCutoffs ? ('validation' as const) : ('test' as const),
  }));
}

/** One row for each cutoff and each customer who bought anything before it. */
export function customerRows(log: TransactionLog, cutoffs: readonly { time: number; split: Split }[]): CustomerRow[] {
  return cutoffs.flatMap(({ time, split }) => {
    const history = log.before(time);
    const after = log.before(time + QUARTER);
    return Array.from({ length: history.customerCount }, (_, customer) => ({
      customer: log.customers[customer],
      cutoff: formatDay(time),
      split,
      values: describe(history, customer, time),
      nextQuarter: spent(after, customer, time, time + QUARTER),
    }));
  });
}

function describe(history: History, customer: number, now: number): Record<RawColumn, number> {
  const purchases = purchasesOf(history, customer);
  const { length } = purchases;
  const first = purchases[0].time;
  const gaps = purchases.slice(1).map(({ time }, p) => (time - purchases[p].time) / DAY);
  const spentIn = (from: number, to: number) => (first > from ? Number.NaN : spent(history, customer, from, to));
  const total = (what: 'lines' | 'units' | 'amount') => purchases.reduce((sum, one) => sum + one[what], 0);
  return {
    days_since_first: (now - first) / DAY,
    days_since_last: (now - purchases[length - 1].time) / DAY,
    purchases: length,
    lines: total('lines'),
    units: total('units'),
    items: new Set(Array.from(history.eventsOfCustomer(customer), (event) => history.item[event])).size,
    amount: total('amount'),
    purchases_last_quarter: purchases.filter(({ time }) => time >= now - QUARTER).length,
    amount_last_quarter: spent(history, customer, now - QUARTER, now),
    amount_quarter_before: spentIn(now - 2 * QUARTER, now - QUARTER),
    amount_year_ago: spentIn(now - 4 * QUARTER, now - 3 * QUARTER),
    days_between: gaps.length ? mean(gaps) : Number.NaN,
    days_between_std: std(gaps),
    purchase_amount_std: std(purchases.map(({ amount }) => amount)),
  };
}

interface Purchase {
  readonly time: number;
  lines: number;
  units: number;
  amount: number;
}

/** All lines of one time together. */
function purchasesOf(history: History, customer: number): Purchase[] {
  const { times, amount, quantity } = history;
  const purchases: Purchase[] = [];
  for (const event of history.eventsOfCustomer(customer)) {
    let last = purchases[purchases.length - 1];
    if (last?.time !== times[event]) {
      last = { time: times[event], lines: 0, units: 0, amount: 0 };
      purchases.push(last);
    }
    last.lines++;
    last.units += quantity[event];
    last.amount += amount[event];
  }
  return purchases;
}

function spent(history: History, customer: number, from: number, to: number): number {
  let sum = 0;
  for (const event of history.eventsOfCustomer(customer))
    if (history.times[event] >= from && history.times[event] < to) sum += history.amount[event];
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample; NaN of fewer than two. */
function std(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** Writes the CSV: empty cells are missing values. */
export function writeCustomers(path: string, rows: readonly CustomerRow[]): void {
  const header = ['customer', 'cutoff', 'split', ...RAW_NAMES, 'amount_next_quarter'];
  const cell = (value: number) => (Number.isNaN(value) ? '' : String(Number(value.toPrecision(9))));
  const lines = rows.map(({ customer, cutoff, split, values, nextQuarter }) =>
    [quoted(customer), cutoff, split, ...RAW_NAMES.map((name) => cell(values[name])), cell(nextQuarter)].join(','),
  );
  writeAtomically(path, `${[header.join(','), ...lines].join('\n')}\n`);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
