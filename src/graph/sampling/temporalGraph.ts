import { lowerBound } from '../../base/search';
import { DAY } from '../../base/time';
import type { History } from '../../data/history';

/**
 * The events between customers and items, by node and in order of time, so that the graph as it stood at any time is a
 * binary search away. Nodes are customers first (0 … C − 1, as the history numbers them), then items (C … C + I − 1). An
 * event is an edge: who met twice has two.
 */
export class TemporalGraph {
  readonly customerCount: number;
  readonly nodeCount: number;
  /** The events of node i are places offsets[i] … offsets[i + 1] − 1, ascending in time; [N + 1]. */
  readonly offsets: Int32Array;
  /** At each place the node on the other side and when it was met, in seconds since 1970; [2E] each. */
  readonly partners: Int32Array;
  readonly times: Float64Array;
  /** The number of different partners among a node's events up to each place, and their weight as of its time; [2E]. */
  private readonly degrees: Int32Array;
  private readonly weights: Float64Array;
  /** The share of its weight, as a logarithm, that an event loses in a second. */
  private readonly decay: number;

  /**
   * @param item of each event of the history, where it is not the history's own
   * @param halfLifeDays an event's weight halves every so many days; all weigh 1 if omitted
   */
  constructor(
    history: History,
    { halfLifeDays, item = history.item }: { readonly halfLifeDays?: number; readonly item?: Int32Array } = {},
  ) {
    const { customerCount: C, itemCount, customer, times, size } = history;
    this.customerCount = C;
    this.nodeCount = C + itemCount;
    this.decay = halfLifeDays === undefined ? 0 : Math.LN2 / (halfLifeDays * DAY);
    this.offsets = new Int32Array(this.nodeCount + 1);
    for (let e = 0; e < size; e++) {
      this.offsets[customer[e] + 1]++;
      this.offsets[C + item[e] + 1]++;
    }
    for (let i = 0; i < this.nodeCount; i++) this.offsets[i + 1] += this.offsets[i];
    this.partners = new Int32Array(2 * size);
    this.times = new Float64Array(2 * size);
    const next = this.offsets.slice();
    const add = (node: number, partner: number, time: number) => {
      this.partners[next[node]] = partner;
      this.times[next[node]++] = time;
    };
    for (let e = 0; e < size; e++) {
      add(customer[e], C + item[e], times[e]);
      add(C + item[e], customer[e], times[e]);
    }
    this.degrees = new Int32Array(2 * size);
    this.weights = new Float64Array(2 * size);
    const met = new Int32Array(this.nodeCount).fill(-1);
    for (let node = 0; node < this.nodeCount; node++) {
      let degree = 0;
      let weight = 0;
      for (let place = this.offsets[node]; place < this.offsets[node + 1]; place++) {
        if (met[this.partners[place]] !== node) degree++;
        met[this.partners[place]] = node;
        const since = place > this.offsets[node] ? this.times[place] - this.times[place - 1] : 0;
        weight = 1 + weight * Math.exp(-this.decay * since);
        this.degrees[place] = degree;
        this.weights[place] = weight;
      }
    }
  }

  nodeOfCustomer(customer: number): number {
    return customer >= 0 && customer < this.customerCount ? customer : -1;
  }

  nodeOfItem(item: number): number {
    return item >= 0 && this.customerCount + item < this.nodeCount ? this.customerCount + item : -1;
  }

  isCustomer(node: number): boolean {
    return node < this.customerCount;
  }

  /** The place behind a node's last event before a time. */
  endOf(node: number, time: number): number {
    return lowerBound(this.times, time, this.offsets[node], this.offsets[node + 1]);
  }

  /** What the event at a place weighs at a time. */
  weightAt(place: number, time: number): number {
    return Math.exp(-this.decay * (time - this.times[place]));
  }

  /** What a node's events before a time weigh then, all together; 0 where there is none. @param end as `endOf` gives it */
  strength(node: number, time: number, end: number): number {
    return end > this.offsets[node] ? this.weights[end - 1] * this.weightAt(end - 1, time) : 0;
  }

  /**
   * `NODE_FEATURES` of a node that has events before a time, as of then.
   * @param end as `endOf` gives it
   * @param at where they go in `into`
   */
  features(node: number, time: number, end: number, into: Float32Array, at: number): void {
    const last = time - this.times[end - 1];
    into[at] = this.isCustomer(node) ? 1 : 0;
    into[at + 1] = Math.log(this.degrees[end - 1]);
    into[at + 2] = Math.log(this.weights[end - 1]) - this.decay * last;
    into[at + 3] = Math.log1p(last / DAY);
  }
}
