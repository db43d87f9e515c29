import { createHash } from 'node:crypto';
import type { History } from './history';
import type { TransactionLog } from './log';

/**
 * What a task asks at one moment: about whom, and about which item or event. [n] each.
 * It carries no label, so that nothing built from it can see one.
 */
export interface Query {
  readonly time: number;
  readonly customers: Int32Array;
  /** The item asked about, -1 where the question is about the customer alone. */
  readonly items: Int32Array;
}

/** Names a query and its history in cache keys. */
export function keyOf({ history, query }: Asked): unknown {
  const hash = createHash('sha256').update(query.customers).update(query.items);
  return [history.source, query.time, hash.digest('hex')];
}

/** A query together with all that was known when it was asked: the only input of every builder. */
export interface Asked {
  readonly history: History;
  readonly query: Query;
}

/** The questions of one moment and their answers. */
export interface Cutoff extends Query {
  readonly labels: Uint8Array;
}

/**
 * The examples of one split, grouped by the moment they ask about, in order of time. Example `i` is
 * row `i` of every matrix built from it.
 */
export class Examples {
  readonly cutoffs: readonly Cutoff[];
  /** The first row of each cutoff, and the number of all rows. */
  readonly starts: readonly number[];
  readonly size: number;
  readonly customer: Int32Array;
  readonly item: Int32Array;
  readonly label: Uint8Array;

  constructor(cutoffs: readonly Cutoff[]) {
    this.cutoffs = [...cutoffs].sort((a, b) => a.time - b.time);
    const starts = [0];
    for (const cutoff of this.cutoffs) starts.push(starts[starts.length - 1] + cutoff.customers.length);
    this.starts = starts;
    this.size = starts[starts.length - 1];
    this.customer = new Int32Array(this.size);
    this.item = new Int32Array(this.size);
    this.label = new Uint8Array(this.size);
    this.cutoffs.forEach((cutoff, c) => {
      this.customer.set(cutoff.customers, starts[c]);
      this.item.set(cutoff.items, starts[c]);
      this.label.set(cutoff.labels, starts[c]);
    });
  }

  get positives(): number {
    let count = 0;
    for (let i = 0; i < this.size; i++) count += this.label[i];
    return count;
  }

  get baseRate(): number {
    return this.positives / this.size;
  }

  /** Each cutoff's query beside the history before it. */
  asked(log: TransactionLog): Asked[] {
    return this.cutoffs.map(({ time, customers, items }) => ({
      history: log.before(time),
      query: { time, customers, items },
    }));
  }

  /** The examples for which `keep` is true, given the row. */
  filter(keep: (row: number) => boolean): Examples {
    return new Examples(
      this.cutoffs.map((cutoff, c) => {
        const rows: number[] = [];
        for (let i = 0; i < cutoff.customers.length; i++) if (keep(this.starts[c] + i)) rows.push(i);
        return {
          time: cutoff.time,
          customers: Int32Array.from(rows, (i) => cutoff.customers[i]),
          items: Int32Array.from(rows, (i) => cutoff.items[i]),
          labels: Uint8Array.from(rows, (i) => cutoff.labels[i]),
        };
      }),
    );
  }
}

/** The distinct values of an array in order of first appearance, and for each entry the position of its value. */
export function distinct(values: Int32Array): { unique: Int32Array; position: Int32Array } {
  const seen = new Map<number, number>();
  const position = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let at = seen.get(values[i]);
    if (at === undefined) {
      at = seen.size;
      seen.set(values[i], at);
    }
    position[i] = at;
  }
  return { unique: Int32Array.from(seen.keys()), position };
}
