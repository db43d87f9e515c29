import { InputError } from '../base/errors';
import { lowerBound } from '../base/search';
import { DAY } from '../base/time';
import { type Attribute, attributeNamed, takeAttribute } from './attributes';
import { ExampleSet, type Groups } from './examples';
import type { History } from './history';
import type { TransactionLog } from './log';

/**
 * What a scan of the log shows, in order of time. An event at time t is shown before an example only if t is before the
 * example's own time; a label only once its delay has passed.
 */
export interface ScanVisitor {
  /** An event, which is past from here on. */
  event?(event: number, customer: number, item: number, time: number, amount: number, quantity: number): void;
  /** The label of an event that was shown before, known from here on. */
  label?(event: number, customer: number, item: number, time: number, label: number): void;
  /** An example: everything shown so far was known at its time, and everything known then has been shown. */
  example?(row: number, time: number): void;
}

/** What is told of the events that examples ask about: everything but their labels; [n] each. */
export interface AskedEvents {
  readonly amount: Float64Array;
  readonly quantity: Float64Array;
}

/** How much a scan shows: what a visitor's arrays must have room for. */
export interface Extent {
  readonly events: number;
  /** The number of events of each customer that is shown or asked about, and of each item. */
  readonly ofCustomer: Int32Array;
  readonly ofItem: Int32Array;
}

const KEPT_HISTORIES = 32;

/**
 * Examples together with all that was known at the time of each: the only input of whatever builds a feature, a
 * sequence or a graph. There are two doors to the past. `forEachTime` opens a `History` for each distinct time, for
 * what is computed of a whole snapshot; `scan` shows the log in one pass, for what follows events as they come. Neither
 * shows an event at or after an example's own time.
 */
export class AsOf {
  readonly #log: TransactionLog;
  private readonly histories = new Map<number, History>();
  private events?: AskedEvents;
  private shown?: Extent;

  constructor(
    readonly examples: ExampleSet,
    log: TransactionLog,
  ) {
    this.#log = log;
  }

  get size(): number {
    return this.examples.size;
  }

  /** Names the examples and their past in cache keys. It tells of the future too, so no feature may use it. */
  get fingerprint(): string {
    return `${this.#log.fingerprint}/${this.examples.fingerprint}`;
  }

  /** What was known at the latest of the examples' times. */
  latest(): History {
    const { byTime, time } = this.examples;
    return this.historyAt(byTime.count ? time[byTime.rows[byTime.starts[byTime.count - 1]]] : Number.NEGATIVE_INFINITY);
  }

  /**
   * Calls back for each distinct time, the earliest first, with what was known then and the rows of that time.
   * @param everyDays if given, a history may be up to so many days old: there is one for each period that starts at a
   *   whole multiple of so many days since 1970, as of its start, and `rows` are all rows of that period
   */
  forEachTime(visit: (history: History, rows: Int32Array) => void, everyDays?: number): void {
    const { time, byTime } = this.examples;
    const { count, starts, rows } = byTime;
    const snapshot = (group: number) => snapshotTime(time[rows[starts[group]]], everyDays);
    for (let from = 0; from < count; ) {
      let to = from + 1;
      while (everyDays !== undefined && to < count && snapshot(to) === snapshot(from)) to++;
      visit(this.historyAt(snapshot(from)), rows.subarray(starts[from], starts[to]));
      from = to;
    }
  }

  /** Calls back for each distinct time and customer, with what was known then and the rows that ask about them. */
  forEachCustomer(visit: (history: History, customer: number, rows: Int32Array) => void): void {
    this.forEachGroup(this.examples.byCustomer, this.examples.customer, visit);
  }

  /** Calls back for each distinct time and item, with what was known then and the rows that ask about it. */
  forEachItem(visit: (history: History, item: number, rows: Int32Array) => void): void {
    this.forEachGroup(this.examples.byItem, this.examples.item, visit);
  }

  private forEachGroup(
    { count, starts, rows }: Groups,
    owner: Int32Array,
    visit: (history: History, owner: number, rows: Int32Array) => void,
  ): void {
    const { time } = this.examples;
    let history: History | undefined;
    for (let g = 0; g < count; g++) {
      const row = rows[starts[g]];
      if (history?.time !== time[row]) history = this.historyAt(time[row]);
      visit(history, owner[row], rows.subarray(starts[g], starts[g + 1]));
    }
  }

  /** Few histories are kept, because graphs are kept with them; many are opened anew, which costs little. */
  private historyAt(time: number): History {
    let history = this.histories.get(time);
    if (!history) {
      history = this.#log.before(time);
      if (this.histories.size < KEPT_HISTORIES) this.histories.set(time, history);
    }
    return history;
  }

  /** How many histories `forEachTime` opens. */
  timeCount(everyDays?: number): number {
    const { time, byTime } = this.examples;
    if (everyDays === undefined) return byTime.count;
    const times = new Set<number>();
    for (let g = 0; g < byTime.count; g++) times.add(snapshotTime(time[byTime.rows[byTime.starts[g]]], everyDays));
    return times.size;
  }

  /** One pass over the events, labels and examples in order of time: O(events + examples). */
  scan(visitor: ScanVisitor): void {
    const { customer, item, time, amount, quantity, label } = this.#log.columns;
    const { labelDelay } = this.#log;
    const { byTime, time: asked } = this.examples;
    let event = 0;
    let known = 0;
    const { count, starts, rows } = byTime;
    for (let group = 0; group < count; group++) {
      const now = asked[rows[starts[group]]];
      for (;;) {
        const hasEvent = event < time.length && time[event] < now;
        // Known at a time are the labels of events earlier than that time less the delay, as in `History`.
        const upTo = hasEvent ? time[event] : now;
        if (label !== undefined && known < event && time[known] < upTo - labelDelay) {
          visitor.label?.(known, customer[known], item[known], time[known], label[known]);
          known++;
        } else if (hasEvent) {
          visitor.event?.(event, customer[event], item[event], time[event], amount[event], quantity[event]);
          event++;
        } else break;
      }
      if (visitor.example) for (let i = starts[group]; i < starts[group + 1]; i++) visitor.example(rows[i], now);
    }
  }

  /** How much `scan` shows in all. */
  get extent(): Extent {
    if (!this.shown) {
      const latest = this.latest();
      const { customer, item } = this.examples;
      const count = (owners: number, asked: Int32Array, eventsOf: (owner: number) => Int32Array) =>
        Int32Array.from({ length: asked.reduce((most, one) => Math.max(most, one + 1), owners) }, (_, owner) =>
          owner < owners ? eventsOf(owner).length : 0,
        );
      this.shown = {
        events: latest.size,
        ofCustomer: count(latest.customerCount, customer, (one) => latest.eventsOfCustomer(one)),
        ofItem: count(latest.itemCount, item, (one) => latest.eventsOfItem(one)),
      };
    }
    return this.shown;
  }

  /** Amount and quantity of the events asked about; 0 where an example asks about none. */
  get askedEvents(): AskedEvents {
    if (!this.events) {
      const { columns } = this.#log;
      const { event } = this.examples;
      const amount = new Float64Array(event.length);
      const quantity = new Float64Array(event.length);
      for (let row = 0; row < event.length; row++) {
        if (event[row] < 0) continue;
        amount[row] = columns.amount[event[row]];
        quantity[row] = columns.quantity[event[row]];
      }
      this.events = { amount, quantity };
    }
    return this.events;
  }

  /**
   * An attribute of what each example asks about, [n]: of its event, or of its customer or item; missing where it asks
   * about none, and where the customer or item has neither been seen by then nor is seen in the event.
   * @throws InputError when the log has none of the name
   */
  askedAttribute(name: string): Attribute {
    const attribute = attributeNamed(name, this.#log.attributes);
    const { event, time } = this.examples;
    if (attribute.of === 'event') return takeAttribute(attribute, event);
    const owner = this.examples[attribute.of];
    const { starts, events } = attribute.of === 'customer' ? this.#log.byCustomer : this.#log.byItem;
    const times = this.#log.columns.time;
    return takeAttribute(
      attribute,
      owner.map((one, row) => {
        const isThere = one >= 0 && one + 1 < starts.length;
        return isThere && (event[row] >= 0 || times[events[starts[one]]] < time[row]) ? one : -1;
      }),
    );
  }

  /**
   * Events that the examples may know or ask about, each asked about at its own time: what was known as it happened is
   * known later.
   * @throws RangeError for an event that no example may know
   */
  askEvents(events: Int32Array): AsOf {
    const { size } = this.latest();
    const asked = new Set(this.examples.event);
    const { time, customer, item } = this.#log.columns;
    for (const event of events)
      if (event >= size && !asked.has(event)) throw new RangeError(`event ${event} is not known to any example`);
    return new AsOf(
      new ExampleSet({
        time: Float64Array.from(events, (e) => time[e]),
        customer: Int32Array.from(events, (e) => customer[e]),
        item: Int32Array.from(events, (e) => item[e]),
        event: events,
      }),
      this.#log,
    );
  }

  /**
   * Events whose labels were known before the first of the examples, as examples of their own, each asked about when it
   * happened: what may be learned from beside the examples, of however long ago.
   * @param days those of the last so many days whose labels were known
   * @throws InputError where there is none
   */
  knownEvents(days: number): { readonly asOf: AsOf; readonly label: Uint8Array } {
    const { byTime, time } = this.examples;
    const { customer, item, times, label } = this.historyAt(
      byTime.count ? time[byTime.rows[0]] : Number.NEGATIVE_INFINITY,
    );
    if (label.length === 0)
      throw new InputError(
        'no label is known before the first example',
        undefined,
        'a log with labels of events that reaches back beyond their delay',
      );
    const first = lowerBound(times, times[label.length - 1] - days * DAY);
    const part = <A extends Int32Array | Float64Array>(column: A) => column.slice(first, label.length) as A;
    const examples = new ExampleSet({
      time: part(times),
      customer: part(customer),
      item: part(item),
      event: Int32Array.from({ length: label.length - first }, (_, i) => first + i),
    });
    return { asOf: new AsOf(examples, this.#log), label: label.slice(first) };
  }

  /** Some of the examples with their past, in the order of `rows`. */
  select(rows: Int32Array): AsOf {
    return new AsOf(this.examples.select(rows), this.#log);
  }
}

/** When the period of so many days began in which a time lies. */
function snapshotTime(time: number, everyDays: number | undefined): number {
  if (everyDays === undefined) return time;
  const seconds = everyDays * DAY;
  return Math.floor(time / seconds) * seconds;
}
