import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExampleSet, type LabelledExamples } from '../../../src/data/examples';
import { sampleNegatives } from '../../../src/imbalance/resampling/negatives';

/** Every customer asked about every item at every time, or about an event for each; every tenth answer is yes. */
function grid(customers: number, items: number, times: readonly number[], withEvents = false): LabelledExamples {
  const size = customers * items;
  const rows = Int32Array.from({ length: size * times.length }, (_, i) => i);
  return {
    examples: new ExampleSet({
      time: Float64Array.from(rows, (i) => times[Math.floor(i / size)]),
      customer: rows.map((i) => Math.floor((i % size) / items)),
      item: rows.map((i) => i % items),
      event: withEvents ? rows : rows.map(() => -1),
    }),
    label: Uint8Array.from(rows, (i) => ((i % size) % 10 === 3 ? 1 : 0)),
  };
}

/** Each example as text, in order. */
const rowsOf = ({ examples: { time, customer, item, event }, label }: LabelledExamples) =>
  Array.from(label, (y, i) => `${time[i]} ${customer[i]} ${item[i]} ${event[i]} ${y}`);
const negativesOf = (labelled: LabelledExamples) => rowsOf(labelled).filter((row) => row.endsWith(' 0'));
const positivesOf = (labelled: LabelledExamples) => rowsOf(labelled).filter((row) => row.endsWith(' 1'));

/** That a count is what so many draws with this probability give, but once in ten thousand seeds. */
function assertShare(count: number, draws: number, probability: number): void {
  const deviation = Math.sqrt(draws * probability * (1 - probability));
  assert.ok(Math.abs(count - draws * probability) < 4 * deviation, `${count} of ${draws}, expected ${probability}`);
}

describe('sampled negatives', () => {
  const TIMES = [86_400_000, 172_800_000];
  const all = grid(400, 10, TIMES);

  it('leave every positive, in the same order among the rest', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.integer(), (rate, seed) => {
        const sampled = sampleNegatives(all, rate, seed);
        assert.deepEqual(positivesOf(sampled), positivesOf(all));
        const kept = new Set(rowsOf(sampled));
        assert.deepEqual(
          rowsOf(sampled),
          rowsOf(all).filter((row) => kept.has(row)),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('are all there at rate 1', () => assert.equal(sampleNegatives(all, 1, 5), all));

  for (const rate of [0.05, 0.3, 0.9])
    it(`are the share ${rate} at every time, of every item and of every tenth of the customers`, () => {
      const [before, after] = [all, sampleNegatives(all, rate, 2)].map(negativesOf);
      const groups: ((row: readonly number[]) => number)[] = [
        ([time]) => time,
        ([, , item]) => item,
        ([, customer]) => Math.floor(customer / 40),
      ];
      for (const group of groups) {
        const count = (rows: readonly string[]) => {
          const counts = new Map<number, number>();
          for (const row of rows) {
            const key = group(row.split(' ').map(Number));
            counts.set(key, (counts.get(key) ?? 0) + 1);
          }
          return counts;
        };
        const [asked, kept] = [count(before), count(after)];
        for (const [key, draws] of asked) assertShare(kept.get(key) ?? 0, draws, rate);
      }
    });

  it('are the same for the same seed and independent ones for another', () => {
    const [one, again, other] = [1, 1, 2].map((seed) => negativesOf(sampleNegatives(all, 0.3, seed)));
    assert.deepEqual(again, one);
    const kept = new Set(one);
    assertShare(other.filter((row) => kept.has(row)).length, negativesOf(all).length, 0.3 ** 2);
  });

  it('are independent from time to time', () => {
    const sampled = negativesOf(sampleNegatives(all, 0.3, 4));
    const at = (time: number) =>
      new Set(sampled.flatMap((row) => (row.startsWith(`${time} `) ? [row.slice(`${time} `.length)] : [])));
    const [first, second] = TIMES.map(at);
    const both = [...first].filter((row) => second.has(row)).length;
    assertShare(both, negativesOf(all).length / 2, 0.3 ** 2);
  });

  it('are independent from event to event, also of one customer, item and time', () => {
    const n = 4000;
    const fill = (value: number) => new Int32Array(n).fill(value);
    const alike = {
      examples: new ExampleSet({
        time: new Float64Array(n).fill(1e9),
        customer: fill(5),
        item: fill(7),
        event: Int32Array.from({ length: n }, (_, e) => e),
      }),
      label: new Uint8Array(n),
    };
    const kept = sampleNegatives(alike, 0.3, 2).examples.event;
    assertShare(kept.length, n, 0.3);
    const there = new Set(kept);
    assertShare(kept.filter((e) => there.has(e + 1)).length, n, 0.3 ** 2);
    const withoutEvents = { ...alike, examples: new ExampleSet({ ...alike.examples, event: fill(-1) }) };
    assert.ok(
      [0, n].includes(sampleNegatives(withoutEvents, 0.3, 2).label.length),
      'examples that are alike stay together',
    );
  });

  it('of events are the share asked for, every positive among them', () => {
    const events = grid(400, 10, TIMES, true);
    const sampled = sampleNegatives(events, 0.3, 6);
    assert.deepEqual(positivesOf(sampled), positivesOf(events));
    assertShare(negativesOf(sampled).length, negativesOf(events).length, 0.3);
  });

  it('do not depend on which others are asked about', () => {
    const some = [grid(400, 10, TIMES.slice(1)), grid(400, 10, TIMES.slice(0, 1)), grid(100, 10, TIMES.slice(0, 1))];
    for (const part of some) {
      const asked = new Set(rowsOf(part));
      assert.deepEqual(
        rowsOf(sampleNegatives(part, 0.3, 9)),
        rowsOf(sampleNegatives(all, 0.3, 9)).filter((row) => asked.has(row)),
      );
    }
  });

  it('of a lower rate are among those of a higher one', () => {
    const many = new Set(rowsOf(sampleNegatives(all, 0.5, 3)));
    assert.ok(rowsOf(sampleNegatives(all, 0.2, 3)).every((row) => many.has(row)));
  });

  it('keep the weights of their examples, and may be asked of no examples', () => {
    const weight = Float32Array.from(all.label.keys());
    const sampled = sampleNegatives({ ...all, weight }, 0.3, 9);
    const places = new Map(rowsOf(all).map((row, i) => [row, i]));
    assert.deepEqual(
      [...sampled.weight!],
      rowsOf(sampled).map((row) => places.get(row)),
    );
    assert.equal(sampleNegatives(grid(0, 10, TIMES), 0.3, 9).label.length, 0);
  });
});
