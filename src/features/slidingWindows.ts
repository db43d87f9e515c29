import { z } from 'zod';
import { DAY } from '../base/time';

/** Lengths of windows in days, as an option. */
export const windowDays = z
  .array(z.number().positive())
  .min(1)
  .refine((days) => new Set(days).size === days.length, 'two windows have the same length');

/**
 * The number and the sum of each owner's events in windows of time that slide on: an event at time s is in the window of
 * length w at time t if t − delay − w < s < t − delay; without a delay, so are all that were added. Events come in order
 * of time, and time only moves on.
 *
 * Each owner's events stand side by side in arrays of all events, of which each window holds a stretch: O(1) an event and
 * window, and nothing is allocated. When time is moved on decides nothing, not even the rounding of sums: events enter and
 * leave in the same order always.
 */
export class SlidingWindows {
  private readonly windows: number;
  private readonly lengths: Float64Array;
  private readonly delay: number;
  /** Time and value of each event, those of one owner in a row, [events, 2]. */
  private readonly added: Float64Array;
  /** Of each owner: the end of the events that were added, the end of those that entered, and the start of each window. */
  private readonly bounds: Int32Array;
  /** [owners, windows] */
  private readonly sums: Float64Array;

  /**
   * @param capacity the largest number of events of each owner
   * @param days the length of each window
   * @param delayDays the windows end so many days ago
   */
  constructor(capacity: Int32Array, days: readonly number[], delayDays = 0) {
    const owners = capacity.length;
    this.windows = days.length;
    this.lengths = Float64Array.from(days, (length) => length * DAY);
    this.delay = delayDays * DAY;
    this.bounds = new Int32Array(owners * (2 + this.windows));
    this.sums = new Float64Array(owners * this.windows);
    let events = 0;
    for (let owner = 0; owner < owners; owner++) {
      this.bounds.fill(events, owner * (2 + this.windows), (owner + 1) * (2 + this.windows));
      events += capacity[owner];
    }
    this.added = new Float64Array(2 * events);
  }

  add(owner: number, time: number, value: number): void {
    const at = owner * (2 + this.windows);
    const event = this.bounds[at]++;
    this.added[2 * event] = time;
    this.added[2 * event + 1] = value;
    if (this.delay === 0) this.enter(owner);
  }

  /** Moves an owner's windows on to a time. */
  moveTo(owner: number, time: number): void {
    const { bounds, added } = this;
    const at = owner * (2 + this.windows);
    const end = time - this.delay;
    while (bounds[at + 1] < bounds[at] && added[2 * bounds[at + 1]] < end) this.enter(owner);
    this.leave(owner, end);
  }

  /** The number of the owner's events in a window, as of when it was moved last. */
  count(owner: number, window: number): number {
    const at = owner * (2 + this.windows);
    return this.bounds[at + 1] - this.bounds[at + 2 + window];
  }

  /** The sum of their values. */
  sum(owner: number, window: number): number {
    return this.sums[owner * this.windows + window];
  }

  private enter(owner: number): void {
    const { bounds, added, sums, windows } = this;
    const event = bounds[owner * (2 + windows) + 1];
    this.leave(owner, added[2 * event]);
    bounds[owner * (2 + windows) + 1]++;
    for (let at = owner * windows; at < (owner + 1) * windows; at++) sums[at] += added[2 * event + 1];
  }

  /** Drops what is too old for windows that end at a time. */
  private leave(owner: number, end: number): void {
    const { bounds, added, sums, lengths, windows } = this;
    const entered = bounds[owner * (2 + windows) + 1];
    for (let w = 0; w < windows; w++) {
      const at = owner * (2 + windows) + 2 + w;
      const start = end - lengths[w];
      let oldest = bounds[at];
      if (oldest === entered || added[2 * oldest] > start) continue;
      let sum = sums[owner * windows + w];
      do sum -= added[2 * oldest++ + 1];
      while (oldest < entered && added[2 * oldest] <= start);
      bounds[at] = oldest;
      // An empty window has no rounding errors.
      sums[owner * windows + w] = oldest === entered ? 0 : sum;
    }
  }
}
