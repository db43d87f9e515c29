import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wilson } from '../../src/evaluation/wilson';

describe('Wilson’s interval', () => {
  it('is that of Newcombe (Statistics in Medicine 1998, table I, method 3)', () => {
    for (const [successes, trials, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ]) {
      const found = wilson(successes, trials);
      assert.ok(Math.abs(found.low - low) < 5e-5 && Math.abs(found.high - high) < 5e-5, JSON.stringify(found));
    }
  });

  it('ends where the score test stands at 5 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, part) => {
        const successes = Math.round(part * trials);
        const { low, high } = wilson(successes, trials);
        const share = successes / trials;
        assert.ok(low <= share + 1e-12 && share <= high + 1e-12);
        for (const p of [low, high]) {
          if (p < 1e-9 || p > 1 - 1e-9) continue;
          const z = Math.abs(share - p) / Math.sqrt((p * (1 - p)) / trials);
          assert.ok(Math.abs(z - 1.959963984540054) < 1e-6, `${successes} of ${trials}: ${z}`);
        }
      }),
    );
  });

  it('is unknown without trials', () => {
    assert.ok(Number.isNaN(wilson(0, 0).low) && Number.isNaN(wilson(0, 0).high));
  });
});
