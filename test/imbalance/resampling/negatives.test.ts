import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Examples } from '../../../src/data/examples';
import { sampleNegatives } from '../../../src/imbalance/resampling/negatives';

/** Every customer asked about every item at every moment; every tenth answer is yes. */
function grid(customers: number, items: number, times: readonly number[]): Examples {
  const size = customers * items;
  return new Examples(
    times.map((time) => ({
      time,
      customers: Int32Array.from({ length: size }, (_, i) => Math.floor(i / items)),
      items: Int32Array.from({ length: size }, (_, i) => i % items),
      labels: Uint8Array.from({ length: size }, (_, i) => (i % 10 === 3 ? 1 : 0)),
    })),
  );
}

/** Each example as text, in order. */
const rowsOf = ({ cutoffs }: Examples) =>
  cutoffs.flatMap(({ time, customers, items, labels }) =>
    Array.from(customers, (customer, i) => `${time} ${customer} ${items[i]} ${labels[i]}`),
  );
const negativesOf = (examples: Examples) => rowsOf(examples).filter((row) => row.endsWith(' 0'));
const positivesOf = (examples: Examples) => rowsOf(examples).filter((row) => row.endsWith(' 1'));

/** That a count is what so many draws with this probability give, but once in ten thousand seeds. */
function assertShare(count: number, draws: number, probability: number): void {
  const deviation = Math.sqrt(draws * probability * (1 - probability));
  assert.ok(Math.abs(count - draws * probability) < 4 * deviation, `${count} of ${draws}, expected ${probability}`);
}

describe('sampled negatives', () => {
  const all = grid(400, 10, [86_400_000, 172_800_000]);

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
    it(`are the share ${rate} at every moment, of every item and of every tenth of the customers`, () => {
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

  it('are independent from moment to moment', () => {
    const [first, second] = sampleNegatives(all, 0.3, 4).cutoffs.map(
      ({ customers, items, labels }) =>
        new Set(Array.from(customers, (customer, i) => `${customer} ${items[i]}`).filter((_, i) => !labels[i])),
    );
    const both = [...first].filter((row) => second.has(row)).length;
    assertShare(both, negativesOf(all).length / 2, 0.3 ** 2);
  });

  it('do not depend on which others are asked about', () => {
    const [first, second] = all.cutoffs;
    for (const part of [new Examples([second]), new Examples([first]), grid(100, 10, [first.time])]) {
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

  it('may be asked of moments without examples', () => {
    const empty = { time: 5, customers: new Int32Array(0), items: new Int32Array(0), labels: new Uint8Array(0) };
    const sparse = new Examples([{ ...empty, time: 1 }, empty, ...all.cutoffs.slice(1)]);
    assert.deepEqual(
      rowsOf(sampleNegatives(sparse, 0.3, 9)),
      rowsOf(sampleNegatives(new Examples(all.cutoffs.slice(1)), 0.3, 9)),
    );
  });
});
