import { DAY } from '../base/time';

/**
 * What else happened around an event on its other side: at the item that a customer bought, or to the customer who bought
 * an item. It tells whether the outcome of the event may have a reason there.
 *
 * Events are added in order of time; then each asks for the stretch of its other side's events that lie within so many
 * days, of which prefix sums give counts as of any time: O(log) a count, and nothing is allocated.
 */
export class OtherSide {
  /** Where the next event of each owner goes, and where the next label. */
  private readonly end: Int32Array;
  private readonly knownEnd: Int32Array;
  private readonly starts: Int32Array;
  /** Of each event in the order of the owners of this side: its number, time, whether it was large, its label. */
  private readonly number: Int32Array;
  private readonly time: Float64Array;
  private readonly large: Uint8Array;
  private readonly label: Uint8Array;
  /** How many large ones, and positives, there are before a place in that order. */
  private readonly largeBefore: Int32Array;
  private readonly positivesBefore: Int32Array;
  /** Of each event by its place on the own side: its place here, and the stretch around it. */
  private readonly place: Int32Array;
  private readonly from: Int32Array;
  private readonly to: Int32Array;

  /** What `look` found. */
  largeCount = 0;
  positiveCount = 0;

  /** @param starts where the events of each owner of this side begin, [owners + 1] */
  constructor(
    starts: Int32Array,
    private readonly days: number,
  ) {
    const E = starts[starts.length - 1];
    this.starts = starts;
    this.end = starts.slice();
    this.knownEnd = starts.slice();
    this.number = new Int32Array(E);
    this.time = new Float64Array(E);
    this.large = new Uint8Array(E);
    this.label = new Uint8Array(E);
    this.largeBefore = new Int32Array(E + 1);
    this.positivesBefore = new Int32Array(E + 1);
    this.place = new Int32Array(E);
    this.from = new Int32Array(E);
    this.to = new Int32Array(E);
  }

  /** @param own the event's place on its own side */
  add(event: number, own: number, owner: number, time: number, isLarge: boolean): void {
    const at = this.end[owner]++;
    this.number[at] = event;
    this.time[at] = time;
    this.large[at] = isLarge ? 1 : 0;
    this.place[own] = at;
  }

  /** The labels of an owner's events, in their order. */
  addLabel(owner: number, label: number): void {
    this.label[this.knownEnd[owner]++] = label;
  }

  /** To be called once all is added. */
  close(): void {
    const { starts, end, time, place } = this;
    const around = this.days * DAY;
    const from = new Int32Array(time.length);
    const to = new Int32Array(time.length);
    for (let owner = 0; owner + 1 < starts.length; owner++)
      for (let at = starts[owner], lo = at, hi = at; at < end[owner]; at++) {
        while (time[lo] < time[at] - around) lo++;
        while (hi < end[owner] && time[hi] <= time[at] + around) hi++;
        from[at] = lo;
        to[at] = hi;
      }
    for (let at = 0; at < time.length; at++) {
      this.largeBefore[at + 1] = this.largeBefore[at] + this.large[at];
      this.positivesBefore[at + 1] = this.positivesBefore[at] + this.label[at];
      this.from[at] = from[place[at]];
      this.to[at] = to[place[at]];
    }
  }

  /**
   * Counts what had happened around an event, itself left out, by the time when so many events, and so many labels, were
   * known.
   * @param own the event's place on its own side
   */
  look(own: number, events: number, labels: number): void {
    const at = this.place[own];
    const from = this.from[own];
    const to = this.lastBefore(from, this.to[own], events);
    const known = this.lastBefore(from, to, labels);
    this.largeCount = this.largeBefore[to] - this.largeBefore[from] - this.large[at];
    const itself = at < known ? this.label[at] : 0;
    this.positiveCount = this.positivesBefore[known] - this.positivesBefore[from] - itself;
  }

  /** The end of those places of a stretch whose events have lower numbers. */
  private lastBefore(from: number, to: number, number: number): number {
    if (to === from || this.number[to - 1] < number) return to;
    let [low, high] = [from, to - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.number[middle] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
