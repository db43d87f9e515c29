import { lowerBound } from '../base/search';
import { type Attribute, attributeNamed } from './attributes';
import { eventsOf, ownersSeen, type TransactionLog } from './log';

const NO_EVENTS = new Int32Array(0);

/**
 * What was known just before a time: the events earlier than `time`, and no others.
 *
 * A view of a `TransactionLog`, not a copy. Events are numbered 0 … size − 1 in time order; customers
 * and items are numbered by their first event, so those seen so far are 0 … count − 1. A customer or
 * item with a higher number has not been seen yet: it has no events, and a builder must cope with it.
 */
export class History {
  /** In seconds since 1970 UTC; an event at exactly this time is not part of the history. */
  readonly time: number;
  readonly size: number;
  readonly customerCount: number;
  readonly itemCount: number;
  /** Columns of the events, each [size]. */
  readonly customer: Int32Array;
  readonly item: Int32Array;
  readonly times: Float64Array;
  readonly amount: Float64Array;
  readonly quantity: Float64Array;
  /** Labels of the first `label.length` events: those old enough for their label to be known. */
  readonly label: Uint8Array;
  readonly #log: TransactionLog;

  constructor(log: TransactionLog, time: number) {
    const { columns } = log;
    this.#log = log;
    this.time = time;
    this.size = lowerBound(columns.time, time);
    this.customerCount = ownersSeen(log.byCustomer, this.size);
    this.itemCount = ownersSeen(log.byItem, this.size);
    this.customer = columns.customer.subarray(0, this.size);
    this.item = columns.item.subarray(0, this.size);
    this.times = columns.time.subarray(0, this.size);
    this.amount = columns.amount.subarray(0, this.size);
    this.quantity = columns.quantity.subarray(0, this.size);
    const known = columns.label ? lowerBound(columns.time, time - log.labelDelay) : 0;
    this.label = columns.label?.subarray(0, known) ?? new Uint8Array(0);
  }

  /** The events of a customer, oldest first. */
  eventsOfCustomer(customer: number): Int32Array {
    return customer < this.customerCount ? eventsOf(this.#log.byCustomer, customer, this.size) : NO_EVENTS;
  }

  /** The events of an item, oldest first. */
  eventsOfItem(item: number): Int32Array {
    return item < this.itemCount ? eventsOf(this.#log.byItem, item, this.size) : NO_EVENTS;
  }

  /**
   * An attribute of the events, customers or items seen so far.
   * @throws InputError when the log has none of the name
   */
  attribute(name: string): Attribute {
    const attribute = attributeNamed(name, this.#log.attributes);
    const seen = { event: this.size, customer: this.customerCount, item: this.itemCount }[attribute.of];
    return { ...attribute, values: attribute.values.subarray(0, seen) };
  }

  /** The first event at or after `time`; `size` if there is none. */
  firstEventSince(time: number): number {
    return lowerBound(this.times, time);
  }

  /** The fingerprint of the log, for cache keys; it tells of the future, so no feature may use it. */
  get source(): string {
    return this.#log.fingerprint;
  }

  /** The id of an item that has been seen. */
  itemId(item: number): string {
    if (item >= this.itemCount) throw new RangeError(`item ${item} has not been seen before ${this.time}`);
    return this.#log.items[item];
  }

  /** An earlier time of the same log. */
  before(time: number): History {
    return new History(this.#log, Math.min(time, this.time));
  }
}
