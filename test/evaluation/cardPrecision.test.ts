import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cardPrecision } from '../../src/evaluation/cardPrecision';
import fixture from '../fixtures/statistics.json';

function run(rows: readonly (readonly [score: number, label: number, customer: number, day: number])[], k: number) {
  return cardPrecision(
    Float64Array.from(rows, ([score]) => score),
    Uint8Array.from(rows, ([, label]) => label),
    Int32Array.from(rows, ([, , customer]) => customer),
    Int32Array.from(rows, ([, , , day]) => day),
    k,
  );
}

describe('card precision', () => {
  it('is that of the handbook where no scores tie', () => {
    for (const { score, label, customer, day, k, byDay } of fixture.cards) {
      const result = cardPrecision(
        Float64Array.from(score),
        Uint8Array.from(label),
        Int32Array.from(customer),
        Int32Array.from(day),
        k,
      );
      assert.equal(result.byDay.length, byDay.length);
      byDay.forEach((value, i) => {
        assert.ok(Math.abs(result.byDay[i] - value) < 1e-12, `day ${i}: ${result.byDay[i]}, not ${value}`);
      });
      assert.ok(Math.abs(result.mean - byDay.reduce((sum, value) => sum + value, 0) / byDay.length) < 1e-12);
    }
  });

  it('takes defrauded customers out once they are found, and not before', () => {
    const { byDay, days } = run(
      [
        [0.9, 1, 1, 10],
        [0.8, 1, 2, 10],
        [0.9, 1, 1, 11],
        [0.8, 1, 2, 11],
        [0.7, 0, 3, 11],
        [0.9, 1, 2, 13],
        [0.1, 0, 3, 13],
      ],
      1,
    );
    assert.deepEqual([...days], [10, 11, 13]);
    // Customer 1 is found on the first day, 2 on the second; 3 is all that is left, and genuine.
    assert.deepEqual([...byDay], [1, 1, 0]);
  });

  it('judges a customer by the riskiest transaction and by any fraud of the day', () => {
    assert.deepEqual(
      [
        ...run(
          [
            [0.1, 1, 1, 0],
            [0.9, 0, 1, 0],
            [0.5, 0, 2, 0],
          ],
          1,
        ).byDay,
      ],
      [1],
    );
  });

  it('shares the last places among those who tie there', () => {
    const first = [0, 1, 2, 3].map((customer) => [0.5, customer < 2 ? 1 : 0, customer, 0] as const);
    assert.deepEqual([...run(first, 2).byDay], [0.5]);
    // Half of customer 0 was found on the first day; the other half and customer 2 fill the first of two places
    // and a half of the second.
    const second = [
      [0.9, 1, 0, 1],
      [0.5, 0, 2, 1],
    ] as const;
    assert.deepEqual([...run([...first, ...second], 2).byDay], [0.5, 0.25]);
  });

  it('tells of each transaction whether its customer was looked into, or found before', () => {
    const { caught } = run(
      [
        [0.9, 1, 1, 10],
        [0.2, 1, 1, 10],
        [0.8, 1, 2, 10],
        [0.1, 1, 1, 11],
        [0.7, 0, 3, 11],
        [0.6, 1, 2, 11],
      ],
      1,
    );
    // Both of customer 1 on the first day, and the next day, when they are found already; customer 3, who is genuine.
    assert.deepEqual([...caught], [1, 1, 0, 1, 1, 0]);
  });

  it('catches as much as its precision says, whatever ties', () => {
    const row = fc.tuple(fc.integer({ max: 3, min: 0 }), fc.integer({ max: 1, min: 0 }), fc.nat(4), fc.nat(2));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (rows, k) => {
        const { caught, byDay, days } = run(rows, k);
        // Of each defrauded customer, what is caught by a day beyond what was caught by the last one of theirs.
        const found = new Map<number, number>();
        days.forEach((day, d) => {
          const cards = new Map<number, number>();
          rows.forEach(([, , customer, on], i) => {
            if (on === day && rows.some(([, label, who, at]) => label && who === customer && at === day))
              cards.set(customer, caught[i]);
          });
          let hits = 0;
          for (const [customer, share] of cards) {
            hits += share - (found.get(customer) ?? 0);
            found.set(customer, share);
          }
          assert.ok(Math.abs(hits / k - byDay[d]) < 1e-9, `${hits / k}, not ${byDay[d]}`);
        });
      }),
    );
  });

  it('is NaN without a transaction', () => {
    assert.ok(Number.isNaN(run([], 100).mean));
  });
});
