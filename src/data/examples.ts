import { createHash } from 'node:crypto';

/** What each example asks about; [n] each. */
export interface ExampleColumns {
  /** When it is asked, in seconds since 1970 UTC: only what was before that may be known. */
  readonly time: Float64Array;
  readonly customer: Int32Array;
  /** The item that it asks about, -1 where it asks about the customer alone. */
  readonly item: Int32Array;
  /** The event that it asks about (is this transaction positive?), -1 where it asks about none. */
  readonly event: Int32Array;
}

/** Rows that belong together: those of group g are `rows[starts[g] … starts[g + 1])`, ascending. */
export interface Groups {
  readonly count: number;
  /** [count + 1] */
  readonly starts: Int32Array;
  /** [n] */
  readonly rows: Int32Array;
  /** The group of each row, [n]. */
  readonly of: Int32Array;
}

/**
 * What a task asks: columns, one row an example. A batch may hold any rows. Labels and weights stand beside it, never in
 * it, so that nothing built from it can see one.
 */
export class ExampleSet implements ExampleColumns {
  readonly size: number;
  readonly time: Float64Array;
  readonly customer: Int32Array;
  readonly item: Int32Array;
  readonly event: Int32Array;
  private timeGroups?: Groups;
  private customerGroups?: Groups;
  private itemGroups?: Groups;
  private hash?: string;

  constructor({ time, customer, item, event }: ExampleColumns) {
    this.size = time.length;
    this.time = time;
    this.customer = customer;
    this.item = item;
    this.event = event;
  }

  /** Examples of one time. */
  static at(time: number, customer: Int32Array, item = new Int32Array(customer.length).fill(-1)): ExampleSet {
    const n = customer.length;
    return new ExampleSet({
      time: new Float64Array(n).fill(time),
      customer,
      item,
      event: new Int32Array(n).fill(-1),
    });
  }

  /** The rows of each distinct time, the earliest first. */
  get byTime(): Groups {
    this.timeGroups ??= groupBy(this.size, (a, b) => this.time[a] - this.time[b]);
    return this.timeGroups;
  }

  /** The rows of each distinct pair of a time and a customer, in order of time, then of customer. */
  get byCustomer(): Groups {
    this.customerGroups ??= groupWithin(this.byTime, this.customer);
    return this.customerGroups;
  }

  /** The rows of each distinct pair of a time and an item, in order of time, then of item. */
  get byItem(): Groups {
    this.itemGroups ??= groupWithin(this.byTime, this.item);
    return this.itemGroups;
  }

  /** Some of the examples, in the order of `rows`. */
  select(rows: Int32Array): ExampleSet {
    return new ExampleSet({
      time: Float64Array.from(rows, (row) => this.time[row]),
      customer: Int32Array.from(rows, (row) => this.customer[row]),
      item: Int32Array.from(rows, (row) => this.item[row]),
      event: Int32Array.from(rows, (row) => this.event[row]),
    });
  }

  /** A hash of all that is asked: names the examples in cache keys. */
  get fingerprint(): string {
    if (!this.hash) {
      const hash = createHash('sha256');
      for (const column of [this.time, this.customer, this.item, this.event]) hash.update(column);
      this.hash = hash.digest('hex').slice(0, 16);
    }
    return this.hash;
  }
}

/** Examples with their labels, 0 or 1, and weights where they differ from 1; [n] each. */
export interface LabelledExamples {
  readonly examples: ExampleSet;
  readonly label: Uint8Array;
  readonly weight?: Float32Array;
}

/** The number of positive labels. */
export function countPositives(label: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < label.length; i++) count += label[i];
  return count;
}

/** Examples that pass a test, given their row, with their labels and weights. */
export function filterExamples(
  { examples, label, weight }: LabelledExamples,
  keep: (row: number) => boolean,
): LabelledExamples {
  const rows = new Int32Array(examples.size);
  let count = 0;
  for (let row = 0; row < examples.size; row++) if (keep(row)) rows[count++] = row;
  return selectExamples({ examples, label, weight }, rows.slice(0, count));
}

/** Some of the examples with their labels and weights, in the order of `rows`. */
export function selectExamples({ examples, label, weight }: LabelledExamples, rows: Int32Array): LabelledExamples {
  return {
    examples: examples.select(rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    weight: weight && Float32Array.from(rows, (row) => weight[row]),
  };
}

/** Groups rows that compare as equal; groups in order, rows ascending within. */
function groupBy(n: number, compare: (a: number, b: number) => number): Groups {
  const rows = new Int32Array(n);
  let sorted = true;
  for (let i = 0; i < n; i++) {
    rows[i] = i;
    if (i > 0 && compare(i - 1, i) > 0) sorted = false;
  }
  if (!sorted) rows.sort((a, b) => compare(a, b) || a - b);
  return groupsOf(rows, (a, b) => compare(a, b) === 0);
}

/** Groups the rows of each group by a key; in the groups' order, then by key. */
function groupWithin({ count, starts, rows }: Groups, key: Int32Array): Groups {
  const ordered = rows.slice();
  const group = new Int32Array(rows.length);
  for (let g = 0; g < count; g++) {
    const part = ordered.subarray(starts[g], starts[g + 1]);
    for (const row of part) group[row] = g;
    let sorted = true;
    for (let i = 1; i < part.length && sorted; i++) sorted = key[part[i - 1]] <= key[part[i]];
    if (!sorted) part.sort((a, b) => key[a] - key[b] || a - b);
  }
  return groupsOf(ordered, (a, b) => group[a] === group[b] && key[a] === key[b]);
}

/** Cuts sorted rows into runs of alike ones. */
function groupsOf(rows: Int32Array, alike: (a: number, b: number) => boolean): Groups {
  const n = rows.length;
  const starts = new Int32Array(n + 1);
  const of = new Int32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (i === 0 || !alike(rows[i - 1], rows[i])) starts[count++] = i;
    of[rows[i]] = count - 1;
  }
  starts[count] = n;
  return { count, starts: starts.slice(0, count + 1), rows, of };
}
