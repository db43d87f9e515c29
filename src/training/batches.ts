import type { Random } from '../base/random';
import type { ExampleSet } from '../data/examples';

export interface BatchOptions {
  /** About how many rows a batch has. */
  readonly size: number;
  /** For each example the part of the inputs that it shares with others: batches of one part cost less. [n] */
  readonly parts?: Int32Array;
  /** How often each example comes; once if omitted. [n] */
  readonly times?: Uint32Array;
}

/**
 * Batches of about equal size in random order. A batch takes each of its customers at a time with all rows that ask about
 * them, so that every customer is encoded once a batch. Where there are enough rows for whole batches, a batch asks at one
 * time, so that every graph is read once a batch; else it is of one part, where there are parts.
 */
export function batches(examples: ExampleSet, { size, parts, times }: BatchOptions, random: Random): Int32Array[] {
  const { starts, rows } = examples.byCustomer;
  const all: Int32Array[] = [];
  const countOf = (group: number) => {
    if (!times) return starts[group + 1] - starts[group];
    let count = 0;
    for (let i = starts[group]; i < starts[group + 1]; i++) count += times[rows[i]];
    return count;
  };
  for (const groups of sections(examples, size, parts)) {
    random.shuffle(groups);
    const total = groups.reduce((sum, group) => sum + countOf(group), 0);
    // Equal batches rather than full ones and a small rest.
    const target = total / Math.max(1, Math.round(total / size));
    let batch: number[] = [];
    let taken = 0;
    let cut = target;
    for (const group of groups) {
      for (let i = starts[group]; i < starts[group + 1]; i++)
        for (let again = times ? times[rows[i]] : 1; again > 0; again--) batch.push(rows[i]);
      taken += countOf(group);
      if (taken >= cut - 0.5 && batch.length) {
        all.push(Int32Array.from(batch));
        batch = [];
        cut += target;
      }
    }
    if (batch.length) all.push(Int32Array.from(batch));
  }
  return random.shuffle(all);
}

/** The groups of rows (one customer at one time each) that may meet in a batch. */
function sections(examples: ExampleSet, size: number, parts: Int32Array | undefined): Int32Array[] {
  const { byTime, byCustomer } = examples;
  const { count, starts, rows } = byCustomer;
  const hasFullTimes = byTime.count * size <= 4 * examples.size;
  if (!hasFullTimes && !parts) return [Int32Array.from({ length: count }, (_, group) => group)];
  const keyOf = hasFullTimes ? byTime.of : parts!;
  const found = new Map<number, number[]>();
  for (let group = 0; group < count; group++) {
    const key = keyOf[rows[starts[group]]];
    const section = found.get(key);
    if (section) section.push(group);
    else found.set(key, [group]);
  }
  return [...found.values()].map((groups) => Int32Array.from(groups));
}

/**
 * All rows of randomly chosen customers, about `size` rows, ascending; all rows if there are no more. Rows of customers
 * with a positive join them where the sample has fewer than fifty positives, for nothing could be measured on it.
 */
export function sampleCustomers(examples: ExampleSet, label: Uint8Array, size: number, random: Random): Int32Array {
  const { count, starts, rows } = examples.byCustomer;
  const share = size / examples.size;
  if (share >= 1) return Int32Array.from({ length: examples.size }, (_, row) => row);
  const chosen = new Uint8Array(count);
  const positivesOf = new Int32Array(count);
  let positives = 0;
  for (let group = 0; group < count; group++) {
    for (let i = starts[group]; i < starts[group + 1]; i++) positivesOf[group] += label[rows[i]];
    if (random.next() >= share) continue;
    chosen[group] = 1;
    positives += positivesOf[group];
  }
  const rich = random.shuffle(
    Int32Array.from(positivesOf.keys()).filter((group) => positivesOf[group] > 0 && !chosen[group]),
  );
  for (const group of rich) {
    if (positives >= ENOUGH_POSITIVES) break;
    chosen[group] = 1;
    positives += positivesOf[group];
  }
  const sample: number[] = [];
  for (let group = 0; group < count; group++)
    if (chosen[group]) for (let i = starts[group]; i < starts[group + 1]; i++) sample.push(rows[i]);
  return Int32Array.from(sample).sort();
}

const ENOUGH_POSITIVES = 50;
