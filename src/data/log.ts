import { createHash } from 'node:crypto';
import { lowerBound } from '../base/search';
import { DAY } from '../base/time';
import { type Attribute, takeAttribute } from './attributes';
import type { Dictionary } from './dictionary';
import { History } from './history';

/** The columns of a log, one entry an event, in any order. */
export interface LogColumns {
  /** Index into the dictionary of customers. */
  readonly customer: Int32Array;
  /** Index into the dictionary of items: product, terminal, merchant. */
  readonly item: Int32Array;
  /** Seconds since 1970-01-01 UTC. */
  readonly time: Float64Array;
  /** Money that changed hands in the event (price × quantity). */
  readonly amount: Float64Array;
  readonly quantity: Float64Array;
  /** 1 where the event turned out to be positive (fraud), 0 where not; absent when the log has no labels. */
  readonly label?: Uint8Array;
}

export interface LogOptions {
  readonly customers: Dictionary;
  readonly items: Dictionary;
  /** Names of items for people to read; never an input of a model. */
  readonly itemNames?: readonly string[];
  /** Seconds from an event until its label is known. */
  readonly labelDelay?: number;
  /** Entries in the order of the columns, or of the dictionaries. */
  readonly attributes?: readonly Attribute[];
}

/** For each owner (customer or item) its events in time order: `events[starts[o] … starts[o + 1])`. */
export interface EventIndex {
  readonly starts: Int32Array;
  readonly events: Int32Array;
}

/**
 * A log of transactions: columns sorted by time, dictionaries, and for every customer and every item
 * an index of its events in time order.
 *
 * Customers and items are numbered by their first event, so that the past of any time is a prefix
 * of the events, of the customers and of the items alike: what comes later can change none of it.
 * Nothing that builds a feature, a sequence or a graph takes a log; it takes `log.before(time)`.
 */
export class TransactionLog {
  readonly size: number;
  readonly columns: LogColumns;
  readonly customers: readonly string[];
  readonly items: readonly string[];
  readonly itemNames: readonly string[];
  readonly labelDelay: number;
  readonly attributes: readonly Attribute[];
  readonly byCustomer: EventIndex;
  readonly byItem: EventIndex;

  constructor(columns: LogColumns, options: LogOptions) {
    const order = timeOrder(columns.time);
    this.size = order.length;
    const customer = renumber(columns.customer, order, options.customers.size);
    const item = renumber(columns.item, order, options.items.size);
    this.customers = customer.firsts.map((old) => options.customers.ids[old]);
    this.items = item.firsts.map((old) => options.items.ids[old]);
    this.itemNames = options.itemNames ? item.firsts.map((old) => options.itemNames![old]) : this.items;
    this.labelDelay = options.labelDelay ?? 0;
    this.columns = {
      customer: customer.indexes,
      item: item.indexes,
      time: take(columns.time, order),
      amount: take(columns.amount, order),
      quantity: take(columns.quantity, order),
      label: columns.label && take(columns.label, order),
    };
    const places = { event: order, customer: customer.firsts, item: item.firsts };
    this.attributes = (options.attributes ?? []).map((each) => takeAttribute(each, places[each.of]));
    this.byCustomer = indexEvents(this.columns.customer, this.customers.length);
    this.byItem = indexEvents(this.columns.item, this.items.length);
  }

  /** What was known just before `time`: an event at exactly `time` is not in it. */
  before(time: number): History {
    return new History(this, time);
  }

  /** Time of the first and of the last event. */
  get timeRange(): [first: number, last: number] {
    return [this.columns.time[0], this.columns.time[this.size - 1]];
  }

  /** The first time that the log covers: the beginning of its first day. */
  get start(): number {
    return Math.floor(this.timeRange[0] / DAY) * DAY;
  }

  /**
   * The first time after all that the log covers: the end of its last day. A date without a time means the whole day,
   * and a shop that closed at six was watched until midnight.
   */
  get end(): number {
    return (Math.floor(this.timeRange[1] / DAY) + 1) * DAY;
  }

  private hash?: string;

  /** A hash of all events, ids and attributes: two logs with the same fingerprint hold the same transactions. */
  get fingerprint(): string {
    if (!this.hash) {
      const hash = createHash('sha256');
      for (const column of Object.values(this.columns)) if (column) hash.update(column);
      hash.update(JSON.stringify([this.customers, this.items, this.labelDelay]));
      for (const { values, ...about } of this.attributes) hash.update(JSON.stringify(about)).update(values);
      this.hash = hash.digest('hex').slice(0, 16);
    }
    return this.hash;
  }
}

/** Positions in order of time; events of the same time keep their order. */
function timeOrder(time: Float64Array): Int32Array {
  const order = new Int32Array(time.length);
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && time[i] < time[i - 1]) sorted = false;
  }
  return sorted ? order : order.sort((a, b) => time[a] - time[b] || a - b);
}

function take<T extends Float64Array | Uint8Array>(column: T, order: Int32Array): T {
  const taken = column.slice() as T;
  for (let i = 0; i < order.length; i++) taken[i] = column[order[i]];
  return taken;
}

/** Numbers ids anew by first appearance in time; `firsts[new] = old`. Ids without an event are dropped. */
function renumber(ids: Int32Array, order: Int32Array, count: number): { indexes: Int32Array; firsts: number[] } {
  const fresh = new Int32Array(count).fill(-1);
  const firsts: number[] = [];
  const indexes = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const old = ids[order[i]];
    if (fresh[old] < 0) fresh[old] = firsts.push(old) - 1;
    indexes[i] = fresh[old];
  }
  return { indexes, firsts };
}

export function indexEvents(owner: Int32Array, count: number): EventIndex {
  const starts = new Int32Array(count + 1);
  for (let e = 0; e < owner.length; e++) starts[owner[e] + 1]++;
  for (let o = 0; o < count; o++) starts[o + 1] += starts[o];
  const next = starts.slice(0, count);
  const events = new Int32Array(owner.length);
  for (let e = 0; e < owner.length; e++) events[next[owner[e]]++] = e;
  return { starts, events };
}

/** The number of owners (customers or items) whose first event lies among the first `size` events. */
export function ownersSeen(index: EventIndex, size: number): number {
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (index.events[index.starts[middle]] < size) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The events of one owner among the first `size` events, ascending in time; a view, not a copy. */
export function eventsOf(index: EventIndex, owner: number, size: number): Int32Array {
  const from = index.starts[owner];
  return index.events.subarray(from, lowerBound(index.events, size, from, index.starts[owner + 1]));
}
