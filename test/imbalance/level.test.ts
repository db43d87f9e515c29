import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fitLevel } from '../../src/imbalance/level';

const row = fc.record({
  z: fc.double({ min: -40, max: 40, noNaN: true }),
  y: fc.constantFrom(0, 0, 1),
  w: fc.integer({ min: 1, max: 5 }),
});

describe('the level of logits', () => {
  it('is where as many positives are expected as there are', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), fc.boolean(), (rows, isWeighted) => {
        fc.pre(new Set(rows.map(({ y }) => y)).size === 2);
        const logits = Float32Array.from(rows, ({ z }) => z);
        const weight = isWeighted ? Float32Array.from(rows, ({ w }) => w) : undefined;
        const shift = fitLevel(
          logits,
          Uint8Array.from(rows, ({ y }) => y),
          weight,
        );
        let [expected, positives, total] = [0, 0, 0];
        rows.forEach(({ y, w }, i) => {
          const one = isWeighted ? w : 1;
          expected += one / (1 + Math.exp(-logits[i] - shift));
          positives += one * y;
          total += one;
        });
        assert.ok(Math.abs(expected - positives) < 1e-9 * total, `${expected} expected of ${positives}`);
      }),
      { numRuns: 100 },
    );
  });

  it('takes off again what is added to all logits', () => {
    const logits = Float32Array.of(-2, 0, 1, 3);
    const label = Uint8Array.of(0, 0, 1, 0);
    const moved = fitLevel(
      logits.map((z) => z + 100),
      label,
    );
    assert.ok(Math.abs(moved + 100 - fitLevel(logits, label)) < 1e-9);
  });
});
