import { freemem } from 'node:os';
import { InputError } from '../../src/base/errors';
import { lowerBound } from '../../src/base/search';
import { DAY } from '../../src/base/time';
import type { Customers } from './customers';
import { RandomState } from './random/numpy';
import { PythonRandom } from './random/python';
import type { TerminalGrid } from './terminals';

/** What was paid, when and where, an entry a transaction, [N] each. */
export interface Transactions {
  readonly customer: Int32Array;
  readonly terminal: Int32Array;
  /** Whole seconds since the first midnight. */
  readonly second: Int32Array;
  /** Rounded to cents. */
  readonly amount: Float64Array;
}

const NOON = DAY / 2;
const TIME_STD = 20_000;

/**
 * Lets every customer pay day by day, in order of time; within one second in order of customers.
 * @param firstSeed customer c draws from the streams of seed `firstSeed + c`
 */
export function drawTransactions(
  customers: Customers,
  grid: TerminalGrid,
  days: number,
  firstSeed: number,
): Transactions {
  const drawn = new Draft(expectedCount(customers, days));
  for (let c = 0; c < customers.x.length; c++) {
    const mean = customers.mean[c];
    const rate = customers.rate[c];
    const inReach = grid.within(customers.x[c], customers.y[c]);
    // Who has no terminal in reach pays nowhere, and no other stream depends on theirs.
    if (inReach.length === 0) continue;
    const random = new RandomState(firstSeed + c);
    const terminals = new PythonRandom(firstSeed + c);
    for (let day = 0; day < days; day++)
      for (let left = random.poisson(rate); left > 0; left--) {
        const second = Math.trunc(random.normal(NOON, TIME_STD));
        if (second <= 0 || second >= DAY) continue;
        let amount = random.normal(mean, mean / 2);
        if (amount < 0) amount = random.uniform(0, 2 * mean);
        drawn.add(c, terminals.choice(inReach), day * DAY + second, toCents(amount));
      }
  }
  return drawn.inTimeOrder(days);
}

/** What each transaction takes while its log is made: columns, indexes, and the copies that sorting needs. */
const BYTES_PER_TRANSACTION = 95;

/** @throws InputError where the transactions would not fit into the memory that is free */
export function requireMemory(customers: Customers, days: number): void {
  const count = expectedCount(customers, days);
  const needed = count * BYTES_PER_TRANSACTION;
  const free = freemem();
  if (needed <= free) return;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new InputError(
    `about ${Math.round(count / 1e6)} million transactions take ${gigabytes(needed)} of memory, and ${gigabytes(free)} are free`,
    'options of data set fraud-handbook',
    'a smaller scale, or fewer customers or days',
  );
}

function expectedCount({ rate }: Customers, days: number): number {
  return Math.ceil(rate.reduce((sum, r) => sum + r, 0) * days);
}

/** Rounded to two decimals, halves to even, as numpy does. */
export function toCents(amount: number): number {
  const cents = amount * 100;
  const rounded = Math.round(cents);
  return (rounded - cents === 0.5 && rounded % 2 === 1 ? rounded - 1 : rounded) / 100;
}

/** Columns that grow. */
class Draft implements Transactions {
  private size = 0;
  customer: Int32Array;
  terminal: Int32Array;
  second: Int32Array;
  amount: Float64Array;

  constructor(capacity: number) {
    this.customer = new Int32Array(capacity);
    this.terminal = new Int32Array(capacity);
    this.second = new Int32Array(capacity);
    this.amount = new Float64Array(capacity);
  }

  add(customer: number, terminal: number, second: number, amount: number): void {
    if (this.size === this.customer.length) this.grow();
    const i = this.size++;
    this.customer[i] = customer;
    this.terminal[i] = terminal;
    this.second[i] = second;
    this.amount[i] = amount;
  }

  private grow(): void {
    const capacity = Math.ceil(1.25 * this.size) + 16;
    const grown = <T extends Int32Array | Float64Array>(wider: T, column: T): T => {
      wider.set(column);
      return wider;
    };
    this.customer = grown(new Int32Array(capacity), this.customer);
    this.terminal = grown(new Int32Array(capacity), this.terminal);
    this.second = grown(new Int32Array(capacity), this.second);
    this.amount = grown(new Float64Array(capacity), this.amount);
  }

  /** All transactions in order of time, those of one second in the order in which they were added. */
  inTimeOrder(days: number): Transactions {
    const { size } = this;
    const byDay = take(this, stableOrder(this.second.subarray(0, size), DAY, days));
    // Then a day at a time, which fits into the processor's cache; days are apart, though not yet sorted inside.
    const order = new Int32Array(size);
    for (let from = 0, day = 0; day < days; day++) {
      const to = lowerBound(byDay.second, (day + 1) * DAY, from);
      order.set(
        stableOrder(
          byDay.second.subarray(from, to).map((s) => s - day * DAY),
          1,
          DAY,
        ),
        from,
      );
      for (let i = from; i < to; i++) order[i] += from;
      from = to;
    }
    return take(byDay, order);
  }
}

function take(from: Transactions, order: Int32Array): Transactions {
  const taken = {
    customer: new Int32Array(order.length),
    terminal: new Int32Array(order.length),
    second: new Int32Array(order.length),
    amount: new Float64Array(order.length),
  };
  for (let i = 0; i < order.length; i++) {
    taken.customer[i] = from.customer[order[i]];
    taken.terminal[i] = from.terminal[order[i]];
    taken.second[i] = from.second[order[i]];
    taken.amount[i] = from.amount[order[i]];
  }
  return taken;
}

/** The order of values by ⌊value / unit⌋, in [0, bound); equal ones keep theirs (counting sort). */
function stableOrder(values: Int32Array, unit: number, bound: number): Int32Array {
  const next = new Int32Array(bound + 1);
  for (let i = 0; i < values.length; i++) next[Math.floor(values[i] / unit) + 1]++;
  for (let k = 1; k <= bound; k++) next[k] += next[k - 1];
  const order = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) order[next[Math.floor(values[i] / unit)]++] = i;
  return order;
}
