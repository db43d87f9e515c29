import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import { ExampleSet } from '../../src/data/examples';
import { batches, sampleCustomers } from '../../src/training/batches';
import { rowsOf, sampleOf } from './harness';

const train = sampleOf(3, 60, 1);
const { examples } = train;
const ascending = (rows: Iterable<number>) => [...rows].sort((a, b) => a - b);

describe('batches', () => {
  const size = 40;
  const random = new Random(1);
  const [first, second] = [1, 2].map(() => batches(examples, { size }, random));

  it('take every example once an epoch, in another order each', () => {
    const [one, other] = [first, second].map((epoch) => epoch.flatMap((batch) => [...batch]));
    for (const order of [one, other]) assert.deepEqual(ascending(order), [...rowsOf(train)]);
    assert.notDeepEqual(one, other);
  });

  it('ask at one time each where there are enough examples, the times mixed', () => {
    const times = first.map((batch) => new Set([...batch].map((row) => examples.time[row])));
    assert.ok(times.every((one) => one.size === 1));
    const order = times.flatMap((one) => [...one]);
    assert.notDeepEqual(order, order.toSorted());
  });

  it('take all rows of a customer together', () => {
    const seen = new Set<string>();
    for (const batch of first)
      for (const one of new Set(Array.from(batch, (row) => `${examples.time[row]} ${examples.customer[row]}`))) {
        assert.ok(!seen.has(one), `customer ${one} is in two batches`);
        seen.add(one);
      }
  });

  it('are of about equal size', () => {
    for (const batch of first) assert.ok(batch.length > 0.7 * size && batch.length < 1.3 * size, `${batch.length}`);
  });

  it('mix the times where each has few examples, as events have, but not the parts', () => {
    const n = 400;
    const events = new ExampleSet({
      time: Float64Array.from({ length: n }, (_, i) => i),
      customer: new Int32Array(n),
      item: new Int32Array(n),
      event: Int32Array.from({ length: n }, (_, i) => i),
    });
    const mixed = batches(events, { size: 50 }, new Random(1));
    assert.equal(mixed.length, 8);
    assert.ok(mixed.every((batch) => Math.max(...batch) - Math.min(...batch) > 100));
    const parts = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 100));
    const parted = batches(events, { size: 50, parts }, new Random(1));
    assert.deepEqual(ascending(parted.flatMap((batch) => [...batch])), [...events.event]);
    assert.equal(parted.length, 8);
    for (const batch of parted) assert.equal(new Set([...batch].map((row) => parts[row])).size, 1);
  });

  it('hold each example as often as it is to come', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), (seed, batchSize) => {
        const draws = new Random(seed);
        const times = Uint32Array.from(rowsOf(train), () => draws.int(3));
        const expected = [...rowsOf(train)].flatMap((row) => new Array<number>(times[row]).fill(row));
        const rows = batches(examples, { size: batchSize, times }, draws).flatMap((batch) => [...batch]);
        assert.deepEqual(ascending(rows), expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a sample of customers', () => {
  /** A customer a row, of whom a few are positive. */
  function rare(n: number, positives: number) {
    const customer = Int32Array.from({ length: n }, (_, i) => i);
    const label = Uint8Array.from({ length: n }, (_, i) => (i % Math.floor(n / positives) === 3 ? 1 : 0));
    return { examples: ExampleSet.at(0, customer), label };
  }

  it('takes all rows of each, about as many as asked for, ascending', () => {
    const validation = sampleOf(1, 500, 2);
    const rows = sampleCustomers(validation.examples, validation.label, 600, new Random(1));
    assert.deepEqual([...rows], ascending(rows));
    assert.ok(rows.length > 480 && rows.length < 720, `${rows.length} rows`);
    const taken = new Set(rows.map((row) => validation.examples.customer[row]));
    assert.deepEqual(
      rows,
      rowsOf(validation).filter((row) => taken.has(validation.examples.customer[row])),
    );
  });

  it('is everybody where there are no more', () => {
    const { length } = sampleCustomers(examples, train.label, examples.size, new Random(1));
    assert.equal(length, examples.size);
  });

  it('holds the positives, however rare: all of them, or fifty', () => {
    for (const [n, positives, size] of [
      [400, 2, 100],
      [2000, 1, 20],
      [2000, 40, 100],
      [5000, 250, 500],
    ])
      for (let seed = 0; seed < 30; seed++) {
        const { examples: all, label } = rare(n, positives);
        const rows = sampleCustomers(all, label, size, new Random(seed));
        const there = label.reduce((sum, y) => sum + y, 0);
        const sampled = rows.reduce((sum, row) => sum + label[row], 0);
        assert.ok(sampled >= Math.min(50, there), `${sampled} of ${there} positives with seed ${seed}`);
        assert.ok(rows.length < 1.5 * size + 50, `${rows.length} rows of ${size} asked for`);
      }
  });
});
