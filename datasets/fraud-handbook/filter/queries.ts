import { lowerBound } from '../../../src/base/search';
import { type EventIndex, indexEvents } from '../../../src/data/log';
import type { Observations, Timeline } from './timeline';

/**
 * The transactions whose probability of being a fraud the filters tell: the examples', and all known frauds, since
 * whether one explains another rests on what was believed of it at its time. All that does not depend on the filters'
 * numbers is found out once. In order of time, [Q] each but for the indexes.
 */
export interface Queries {
  /** The known fraud that it is, or −1. */
  readonly event: Int32Array;
  /** The example that it is, or −1. */
  readonly row: Int32Array;
  readonly customer: Int32Array;
  readonly day: Int32Array;
  readonly amount: Float64Array;
  readonly ratio: Float64Array;
  /** The customers' events in order of time, and those of the terminals. */
  readonly ofCustomers: EventIndex;
  readonly ofTerminals: EventIndex;
  /** Where in `ofCustomers` the customer's events begin whose label was not known, and where those that were past end. */
  readonly unknown: Int32Array;
  readonly end: Int32Array;
  /**
   * Where in `ofTerminals` the terminal's latest known labels lie that are frauds without a genuine one among them:
   * a genuine transaction rules a compromise out, so that they are all that tells.
   */
  readonly runStart: Int32Array;
  readonly runEnd: Int32Array;
  /** The day on which the terminal was last known not to be compromised. */
  readonly cleanDay: Int32Array;
}

export function queriesOf({ events, label, asked, customers, terminals }: Timeline): Queries {
  const ofCustomers = indexEvents(events.customer, customers);
  const ofTerminals = indexEvents(events.terminal, terminals);
  const { event, row } = inOrderOfTime(label, asked);
  const size = event.length;
  const queries: Queries = {
    event,
    row,
    customer: new Int32Array(size),
    day: new Int32Array(size),
    amount: new Float64Array(size),
    ratio: new Float64Array(size),
    ofCustomers,
    ofTerminals,
    unknown: new Int32Array(size),
    end: new Int32Array(size),
    runStart: new Int32Array(size),
    runEnd: new Int32Array(size),
    cleanDay: new Int32Array(size),
  };
  const dayBefore = (events.day.length ? events.day[0] : 0) - 1;
  for (let q = 0; q < size; q++) {
    const isEvent = event[q] >= 0;
    const from = isEvent ? events : asked;
    const at = isEvent ? event[q] : row[q];
    const customer = from.customer[at];
    queries.customer[q] = customer;
    queries.day[q] = from.day[at];
    queries.amount[q] = from.amount[at];
    queries.ratio[q] = from.ratio[at];
    queries.unknown[q] = placeIn(ofCustomers, customer, from.known[at]);
    queries.end[q] = placeIn(ofCustomers, customer, from.past[at]);
    const terminal = from.terminal[at];
    const runEnd = placeIn(ofTerminals, terminal, from.known[at]);
    const first = ofTerminals.starts[terminal];
    let runStart = runEnd;
    while (runStart > first && label[ofTerminals.events[runStart - 1]] === 1) runStart--;
    queries.runStart[q] = runStart;
    queries.runEnd[q] = runEnd;
    queries.cleanDay[q] = runStart > first ? events.day[ofTerminals.events[runStart - 1]] : dayBefore;
  }
  return queries;
}

/** Known frauds and examples, each example after all that was past at its time. */
function inOrderOfTime(label: Uint8Array, { past }: Observations): { event: Int32Array; row: Int32Array } {
  const rows = Int32Array.from(past.keys()).sort((a, b) => past[a] - past[b] || a - b);
  const frauds = label.reduce((sum, one) => sum + one, 0);
  const event = new Int32Array(frauds + rows.length).fill(-1);
  const row = new Int32Array(frauds + rows.length).fill(-1);
  let q = 0;
  let fraud = label.indexOf(1);
  for (const example of rows) {
    for (; fraud >= 0 && fraud < past[example]; fraud = label.indexOf(1, fraud + 1)) event[q++] = fraud;
    row[q++] = example;
  }
  return { event, row };
}

/** The place of an owner's first event that is not among the first `count` of all. */
function placeIn({ starts, events }: EventIndex, owner: number, count: number): number {
  return lowerBound(events, count, starts[owner], starts[owner + 1]);
}
