import { DAY } from '../../src/base/time';
import type { TransactionLog } from '../../src/data/log';
import type { Customers } from './customers';
import type { Compromises, Frauds } from './frauds';

/** What the simulator knows and no bank would; customers, items and events are numbered as in the log. */
export interface Truth {
  /** Why each event is a fraud: an index into SCENARIOS, 0 for genuine, [N]. */
  readonly scenario: Uint8Array;
  /** What a genuine transaction of each customer is worth on average, [C]. */
  readonly meanAmount: Float64Array;
  /** How many transactions each customer makes a day on average, [C]. */
  readonly dailyRate: Float64Array;
  /** When items were compromised, in order of the first day. */
  readonly compromisedItems: CompromisedTimes;
  /** When customers were compromised, in order of the first day. */
  readonly compromisedCustomers: CompromisedTimes;
}

/** Customers or items and when they were compromised: from `from` (included) to `until` (not), in seconds since 1970. */
export interface CompromisedTimes {
  readonly who: Int32Array;
  readonly from: Float64Array;
  readonly until: Float64Array;
}

/** @param start the first midnight, in seconds since 1970 */
export function truthOf(log: TransactionLog, start: number, customers: Customers, frauds: Frauds): Truth {
  return {
    scenario: frauds.scenario,
    meanAmount: Float64Array.from(log.customers, (id) => customers.mean[Number(id)]),
    dailyRate: Float64Array.from(log.customers, (id) => customers.rate[Number(id)]),
    compromisedItems: timesOf(frauds.terminals, log.items, start),
    compromisedCustomers: timesOf(frauds.customers, log.customers, start),
  };
}

/** Whoever has no event is not in the log, and left out. */
function timesOf({ who, from, until }: Compromises, ids: readonly string[], start: number): CompromisedTimes {
  const numbers = new Map(ids.map((id, index) => [Number(id), index]));
  const known = Array.from(who.keys()).filter((k) => numbers.has(who[k]));
  return {
    who: Int32Array.from(known, (k) => numbers.get(who[k])!),
    from: Float64Array.from(known, (k) => start + from[k] * DAY),
    until: Float64Array.from(known, (k) => start + until[k] * DAY),
  };
}
