import { DAY, parseIso } from '../../src/base/time';
import { Dictionary } from '../../src/data/dictionary';
import { TransactionLog } from '../../src/data/log';

const WEEK = 7 * DAY;

/** A store's log, under the name that its customers and items get in front. */
export interface Store {
  readonly name: string;
  readonly log: TransactionLog;
}

/**
 * Several logs as one. Customers and items are named `<store>/<id>`, and each customer has the attribute `store`. Each log
 * is moved by whole weeks, so that weekdays stay what they are, to where it covers the day `until` and is cut after it:
 * all end with that day. Labels and attributes of the logs are left out.
 */
export function pool(stores: readonly Store[], until: string): TransactionLog {
  const end = parseIso(until) + DAY;
  const parts = stores.map(({ name, log }) => {
    const shift = Math.ceil((end - log.end) / WEEK) * WEEK;
    return { name, log, shift, size: log.before(end - shift).size };
  });
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const columns = {
    customer: new Int32Array(size),
    item: new Int32Array(size),
    time: new Float64Array(size),
    amount: new Float64Array(size),
    quantity: new Float64Array(size),
  };
  const customers = new Dictionary();
  const items = new Dictionary();
  const itemNames: string[] = [];
  const storeOf: number[] = [];
  let at = 0;
  parts.forEach(({ name, log, shift, size: count }, store) => {
    const [firstCustomer, firstItem] = [customers.size, items.size];
    for (const id of log.customers) storeOf[customers.add(`${name}/${id}`)] = store;
    for (const [i, id] of log.items.entries()) itemNames[items.add(`${name}/${id}`)] = log.itemNames[i];
    for (let event = 0; event < count; event++, at++) {
      columns.customer[at] = firstCustomer + log.columns.customer[event];
      columns.item[at] = firstItem + log.columns.item[event];
      columns.time[at] = log.columns.time[event] + shift;
      columns.amount[at] = log.columns.amount[event];
      columns.quantity[at] = log.columns.quantity[event];
    }
  });
  const categories = stores.map(({ name }) => name);
  const attributes = [{ name: 'store', of: 'customer' as const, values: Int32Array.from(storeOf), categories }];
  return new TransactionLog(columns, { customers, items, itemNames, attributes });
}
