import { z } from 'zod';
import { DAY } from '../base/time';

/** Lengths of windows in days, as an option. */
export const windowDays = z
  .array(z.number().positive())
  .min(1)
  .refine((days) => new Set(days).size === days.length, 'two windows have the same length');

/** Places in an owner's record, … */
const ADDED = 0;
const ENTERED = 1;
/** … where its windows begin, how much each takes, and places there. */
const WINDOWS = 2;
const WINDOW = 3;
const FIRST = 0;
const SINCE = 1;
const SUM = 2;

/**
 * The number and the sum of each owner's events in windows of time that slide on: an event at time s is in the window of
 * length w at time t if t − delay − w < s < t − delay; without a delay, so are all that were added. Events come in order
 * of time, and time only moves on.
 *
 * Each owner's events stand side by side in arrays of all events, of which each window holds a stretch: O(1) an event and
 * window, and nothing is allocated. What every event looks at lies in one record an owner, so that little memory is
 * touched. When time is moved on decides nothing, not even the rounding of sums: events enter and leave in the same order
 * always.
 */
export class SlidingWindows {
  private readonly lengths: Float64Array;
  private readonly delay: number;
  /** Time and value of each event, those of one owner in a row, [events, 2]. */
  private readonly added: Float64Array;
  /**
   * Of each owner: the end of the events that were added, the end of those that entered, and of each window its first
   * event, the time of that event (infinite without one), and the sum; [owners, size].
   */
  private readonly records: Float64Array;
  private readonly size: number;

  /**
   * @param capacity the largest number of events of each owner
   * @param days the length of each window
   * @param delayDays the windows end so many days ago
   */
  constructor(capacity: Int32Array, days: readonly number[], delayDays = 0) {
    this.lengths = Float64Array.from(days, (length) => length * DAY);
    this.delay = delayDays * DAY;
    this.size = WINDOWS + WINDOW * days.length;
    this.records = new Float64Array(capacity.length * this.size);
    let events = 0;
    for (let owner = 0; owner < capacity.length; owner++) {
      const record = owner * this.size;
      this.records[record + ADDED] = events;
      this.records[record + ENTERED] = events;
      for (let w = record + WINDOWS; w < record + this.size; w += WINDOW) {
        this.records[w + FIRST] = events;
        this.records[w + SINCE] = Number.POSITIVE_INFINITY;
      }
      events += capacity[owner];
    }
    this.added = new Float64Array(2 * events);
  }

  add(owner: number, time: number, value: number): void {
    const record = owner * this.size;
    const event = this.records[record + ADDED]++;
    this.added[2 * event] = time;
    this.added[2 * event + 1] = value;
    if (this.delay === 0) this.enter(record, event);
  }

  /** Moves an owner's windows on to a time. */
  moveTo(owner: number, time: number): void {
    const { records, added } = this;
    const record = owner * this.size;
    const end = time - this.delay;
    for (let next = records[record + ENTERED]; next < records[record + ADDED] && added[2 * next] < end; next++)
      this.enter(record, next);
    this.leave(record, end);
  }

  /** The number of the owner's events in a window, as of when it was moved last. */
  count(owner: number, window: number): number {
    const record = owner * this.size;
    return this.records[record + ENTERED] - this.records[record + WINDOWS + WINDOW * window + FIRST];
  }

  /** The sum of their values. */
  sum(owner: number, window: number): number {
    return this.records[owner * this.size + WINDOWS + WINDOW * window + SUM];
  }

  private enter(record: number, event: number): void {
    const { records, added, size } = this;
    const time = added[2 * event];
    const value = added[2 * event + 1];
    this.leave(record, time);
    records[record + ENTERED] = event + 1;
    for (let w = record + WINDOWS; w < record + size; w += WINDOW) {
      if (records[w + FIRST] === event) records[w + SINCE] = time;
      records[w + SUM] += value;
    }
  }

  /** Drops what is too old for windows that end at a time. */
  private leave(record: number, end: number): void {
    const { records, lengths } = this;
    for (let w = 0, window = record + WINDOWS; w < lengths.length; w++, window += WINDOW) {
      const from = end - lengths[w];
      if (records[window + SINCE] <= from) this.drop(window, records[record + ENTERED], from);
    }
  }

  /** Drops from a window all up to a time. */
  private drop(window: number, entered: number, upTo: number): void {
    const { records, added } = this;
    let first = records[window + FIRST];
    let sum = records[window + SUM];
    do sum -= added[2 * first++ + 1];
    while (first < entered && added[2 * first] <= upTo);
    const isEmpty = first === entered;
    records[window + FIRST] = first;
    records[window + SINCE] = isEmpty ? Number.POSITIVE_INFINITY : added[2 * first];
    // An empty window has no rounding errors.
    records[window + SUM] = isEmpty ? 0 : sum;
  }
}
