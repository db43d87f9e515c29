import type { History } from '../data/history';

/**
 * The mean amount of each customer's steps before a time, for any time up to a history's end: sums that grow event by
 * event, so that what was before an event can be read off at the event before it.
 */
export class EarlierMeans {
  /** The sum of the customer's amounts up to and with each event, and the number of their steps; [size] each. */
  private readonly amount: Float64Array;
  private readonly steps: Int32Array;

  constructor({ size, customer, customerCount, times, amount }: History, unit: 'basket' | 'event') {
    this.amount = new Float64Array(size);
    this.steps = new Int32Array(size);
    const last = new Int32Array(customerCount).fill(-1);
    for (let e = 0; e < size; e++) {
      const before = last[customer[e]];
      const continues = unit === 'basket' && before >= 0 && times[before] === times[e];
      this.amount[e] = amount[e] + (before < 0 ? 0 : this.amount[before]);
      this.steps[e] = (before < 0 ? 0 : this.steps[before]) + (continues ? 0 : 1);
      last[customer[e]] = e;
    }
  }

  /**
   * The mean over the steps strictly earlier than a time; NaN without any.
   * @param events the customer's
   * @param place none of the events from here on is earlier than the time
   */
  before({ times }: History, events: Int32Array, place: number, time: number): number {
    let previous = place - 1;
    while (previous >= 0 && times[events[previous]] >= time) previous--;
    if (previous < 0) return Number.NaN;
    return this.amount[events[previous]] / this.steps[events[previous]];
  }
}
