import { InputError } from '../../../src/base/errors';
import { DAY } from '../../../src/base/time';
import type { AsOf } from '../../../src/data/asOf';

/** Transactions in the order in which they are listed, with what was known at the time of each; [n] each. */
export interface Observations {
  readonly customer: Int32Array;
  readonly terminal: Int32Array;
  /** Days since 1970. */
  readonly day: Int32Array;
  readonly amount: Float64Array;
  /** The amount over the customer's mean, as it was known before. */
  readonly ratio: Float64Array;
  /** How many transactions, the earliest of all, were past at the time. */
  readonly past: Int32Array;
  /** And of how many of these, the earliest again, the labels were known. */
  readonly known: Int32Array;
}

/** What a bank knew at the times of examples that ask about transactions. */
export interface Timeline {
  /** All transactions before the latest example, in order of time. */
  readonly events: Observations;
  /** The labels that were known by then: of the earliest transactions. */
  readonly label: Uint8Array;
  /** The transactions that the examples ask about, in the order of examples. */
  readonly asked: Observations;
  /** Of how many customers and terminals there may be transactions. */
  readonly customers: number;
  readonly terminals: number;
}

/** What is usual for customers: it is asked for an amount's multiple of that, and told of each event. */
export interface UsualAmounts {
  ratio(customer: number, amount: number): number;
  /** @returns the ratio of the amount before it was added */
  add(customer: number, amount: number): number;
}

/**
 * Reads what the filters need in one pass in order of time.
 * @throws InputError when the examples do not ask about events
 */
export function readTimeline(asOf: AsOf, usual: UsualAmounts): Timeline {
  const { customer, item, event: askedEvent } = asOf.examples;
  if (askedEvent.some((event) => event < 0))
    throw new InputError('the examples ask about no event', undefined, 'a task that asks about events');
  const { amount: askedAmount } = asOf.askedEvents;
  const { events: size, ofCustomer, ofItem } = asOf.extent;
  const events = observations(size);
  const asked = { ...observations(asOf.size), customer, terminal: item, amount: askedAmount };
  const label = new Uint8Array(size);
  let known = 0;
  let shown = 0;
  let ofTime = { from: 0, time: Number.NaN };
  asOf.scan({
    event(event, customer, item, time, amount) {
      if (time !== ofTime.time) ofTime = { from: event, time };
      events.customer[event] = customer;
      events.terminal[event] = item;
      events.day[event] = Math.floor(time / DAY);
      events.amount[event] = amount;
      events.ratio[event] = orOne(usual.add(customer, amount));
      events.past[event] = ofTime.from;
      events.known[event] = known;
      shown = event + 1;
    },
    label(event, _customer, _item, _time, value) {
      label[event] = value;
      known = event + 1;
    },
    example(row, time) {
      asked.day[row] = Math.floor(time / DAY);
      asked.ratio[row] = orOne(usual.ratio(customer[row], askedAmount[row]));
      asked.past[row] = shown;
      asked.known[row] = known;
    },
  });
  return {
    events,
    label: label.subarray(0, known),
    asked,
    customers: ofCustomer.length,
    terminals: ofItem.length,
  };
}

function observations(size: number) {
  return {
    customer: new Int32Array(size),
    terminal: new Int32Array(size),
    day: new Int32Array(size),
    amount: new Float64Array(size),
    ratio: new Float64Array(size),
    past: new Int32Array(size),
    known: new Int32Array(size),
  };
}

/** Where nothing is usual yet, any amount is as usual as can be. */
function orOne(ratio: number): number {
  return Number.isNaN(ratio) ? 1 : ratio;
}
