import assert from 'node:assert/strict';
import { causesByGroup } from '../../src/evaluation/causes';

describe('causes by group', () => {
  const branches = new Map([
    ['one', Float32Array.of(0.75, 0.5, 0.25, 0, 0.5)],
    ['other', Float32Array.of(0.25, 0, 0.75, 0.5, 0.5)],
  ]);
  const label = Uint8Array.of(1, 1, 1, 0, 1);
  const group = Int32Array.of(7, 7, 3, 3, 3);
  const of = (score: number[], alerts: number) =>
    causesByGroup(Float64Array.from(score), branches, label, group, alerts).map(({ shares, ...rest }) => ({
      ...rest,
      ...Object.fromEntries(shares),
    }));

  it('counts the positives of each kind among the alerts, and shares them out among the branches', () =>
    assert.deepEqual(of([0.9, 0.8, 0.7, 0.6, 0.1], 4), [
      { group: 3, positives: 2, found: 1, one: 0.25, other: 0.75 },
      { group: 7, positives: 2, found: 2, one: 0.875, other: 0.125 },
    ]));

  it('takes an equal part of those that tie at the last place', () =>
    assert.deepEqual(of([0.9, 0.5, 0.5, 0.5, 0.5], 3), [
      { group: 3, positives: 2, found: 1, one: 0.375, other: 0.625 },
      { group: 7, positives: 2, found: 1.5, one: (0.75 + 0.5) / 1.5, other: 0.25 / 1.5 },
    ]));

  it('finds all where there are alerts enough, and has no shares where it finds none', () => {
    assert.deepEqual(
      of([0.9, 0.8, 0.7, 0.6, 0.5], 9).map(({ found }) => found),
      [2, 2],
    );
    const [, none] = of([0.1, 0.2, 0.9, 0.8, 0.7], 3);
    assert.equal(none.found, 0);
    assert.ok(Number.isNaN((none as unknown as { one: number }).one));
  });
});
