import { lowerBound } from '../../src/base/search';
import { DAY } from '../../src/base/time';
import { type EventIndex, indexEvents } from '../../src/data/log';
import { RandomState } from './random/numpy';
import { PythonRandom } from './random/python';
import { type Transactions, toCents } from './transactions';

/** Why a transaction is a fraud; a later reason takes the place of an earlier one. */
export const SCENARIOS = ['genuine', 'large amount', 'compromised terminal', 'compromised customer'] as const;

const LARGE_AMOUNT = 1;
const COMPROMISED_TERMINAL = 2;
const COMPROMISED_CUSTOMER = 3;

/** Every amount above it is a fraud. */
export const LARGEST_GENUINE_AMOUNT = 220;
/** How long all that is paid at a compromised terminal is a fraud. */
export const TERMINAL_DAYS = 28;
/** How long one in three transactions of a compromised customer is a fraud, … */
export const CUSTOMER_DAYS = 14;
export const CUSTOMER_SHARE = 1 / 3;
/** … and how many times as large as it would have been. */
export const CUSTOMER_FACTOR = 5;

/** Terminals or customers and the days on which they are compromised, `from` to `until` without the latter. */
export interface Compromises {
  readonly who: Int32Array;
  /** Days since the first. */
  readonly from: Int32Array;
  readonly until: Int32Array;
}

export interface Frauds {
  /** The index in SCENARIOS of each transaction, [N]. */
  readonly scenario: Uint8Array;
  /** The amounts after the frauds, [N]. */
  readonly amount: Float64Array;
  readonly terminals: Compromises;
  readonly customers: Compromises;
}

export interface FraudSettings {
  /** How many there are, … */
  readonly customers: number;
  readonly terminals: number;
  readonly days: number;
  /** … and how many of them are newly compromised each day but the last. */
  readonly compromisedCustomers: number;
  readonly compromisedTerminals: number;
}

/**
 * Turns transactions into frauds by the handbook's three scenarios, one after the other.
 * @param firstSeed what happens from day d on is drawn from the streams of seed `firstSeed + d`
 */
export function commitFrauds(transactions: Transactions, settings: FraudSettings, firstSeed: number): Frauds {
  const scenario = new Uint8Array(transactions.second.length);
  const amount = transactions.amount.slice();
  const dayStarts = startsOfDays(transactions.second, settings.days);

  for (let i = 0; i < amount.length; i++) if (amount[i] > LARGEST_GENUINE_AMOUNT) scenario[i] = LARGE_AMOUNT;

  const terminals = compromise(settings.terminals, settings.compromisedTerminals, TERMINAL_DAYS, settings, firstSeed);
  const byTerminal = indexEvents(transactions.terminal, settings.terminals);
  terminals.who.forEach((terminal, k) => {
    const paid = eventsBetween(byTerminal, terminal, dayStarts, terminals.from[k], terminals.until[k]);
    for (const i of paid) scenario[i] = COMPROMISED_TERMINAL;
  });

  const customers = compromise(settings.customers, settings.compromisedCustomers, CUSTOMER_DAYS, settings, firstSeed);
  const byCustomer = indexEvents(transactions.customer, settings.customers);
  const perDay = settings.compromisedCustomers;
  for (let k = 0; k < customers.who.length; k += perDay) {
    const day = customers.from[k];
    const ofDay = customers.who.subarray(k, k + perDay);
    const paid = Array.from(ofDay, (c) => [...eventsBetween(byCustomer, c, dayStarts, day, customers.until[k])]).flat();
    paid.sort((a, b) => a - b);
    const count = Math.floor(paid.length * CUSTOMER_SHARE);
    for (const j of new PythonRandom(firstSeed + day).sample(paid.length, count)) {
      scenario[paid[j]] = COMPROMISED_CUSTOMER;
      // Else the product's last binary digit would give the fraud away.
      amount[paid[j]] = toCents(amount[paid[j]] * CUSTOMER_FACTOR);
    }
  }
  return { scenario, amount, terminals, customers };
}

/** Draws who is compromised, `perDay` of `count` on each day but the last. */
function compromise(
  count: number,
  perDay: number,
  duration: number,
  { days }: FraudSettings,
  firstSeed: number,
): Compromises {
  const drawn = Math.min(perDay, count);
  const total = (days - 1) * drawn;
  const compromises = { who: new Int32Array(total), from: new Int32Array(total), until: new Int32Array(total) };
  for (let day = 0; day < days - 1; day++) {
    compromises.who.set(new RandomState(firstSeed + day).sample(count, drawn), day * drawn);
    compromises.from.fill(day, day * drawn, (day + 1) * drawn);
    compromises.until.fill(Math.min(day + duration, days), day * drawn, (day + 1) * drawn);
  }
  return compromises;
}

/** The first transaction of each day, [days + 1]. */
function startsOfDays(second: Int32Array, days: number): Int32Array {
  return Int32Array.from({ length: days + 1 }, (_, day) => lowerBound(second, day * DAY));
}

/** The transactions of one owner on the days from `from` until `until`; a view. */
function eventsBetween(
  index: EventIndex,
  owner: number,
  dayStarts: Int32Array,
  from: number,
  until: number,
): Int32Array {
  const { starts, events } = index;
  const first = lowerBound(events, dayStarts[from], starts[owner], starts[owner + 1]);
  const end = lowerBound(events, dayStarts[until], first, starts[owner + 1]);
  return events.subarray(first, end);
}
