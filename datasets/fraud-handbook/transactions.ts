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
class Draft {
  private size = 0;
  private customer: Int32Array;
  private terminal: Int32Array;
  private second: Int32Array;
  private amount: Float64Array;

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
    const second = this.second.subarray(0, this.size);
    const anyOrder = Int32Array.from(second.keys());
    const bySecond = stableOrder(
      anyOrder,
      second.map((s) => s % DAY),
      DAY,
    );
    const order = stableOrder(
      bySecond,
      second.map((s) => Math.floor(s / DAY)),
      days,
    );
    return {
      customer: order.map((i) => this.customer[i]),
      terminal: order.map((i) => this.terminal[i]),
      second: order.map((i) => this.second[i]),
      amount: Float64Array.from(order, (i) => this.amount[i]),
    };
  }
}

/** Sorts indexes by their keys, whole numbers in [0, bound); equal keys keep their order (counting sort). */
function stableOrder(indexes: Int32Array, keys: Int32Array, bound: number): Int32Array {
  const next = new Int32Array(bound + 1);
  for (const key of keys) next[key + 1]++;
  for (let k = 1; k <= bound; k++) next[k] += next[k - 1];
  const sorted = new Int32Array(indexes.length);
  for (const i of indexes) sorted[next[keys[i]]++] = i;
  return sorted;
}
