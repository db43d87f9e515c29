import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confusion, decisionMetrics } from '../../../src/evaluation/threshold';
import { thresholds } from '../../../src/imbalance/thresholds';

function choose(name: string, options: object, score: Float64Array, label: Uint8Array): number {
  const rule = thresholds.get(name);
  return rule.choose(score, label, rule.options.parse(options));
}

/** Scores of which some tie, and labels. */
const arbitraryScored = fc
  .array(fc.record({ p: fc.integer({ min: 0, max: 12 }), y: fc.constantFrom(0, 0, 1) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) => ({
    score: Float64Array.from(rows, ({ p }) => p / 12),
    label: Uint8Array.from(rows, ({ y }) => y),
  }));

/** Every threshold that decides otherwise than the next. */
const all = (score: Float64Array) => [2, ...new Set(score)];

describe('threshold rules', () => {
  it('cost: no threshold costs less', () => {
    fc.assert(
      fc.property(
        arbitraryScored,
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 20 }),
        (scored, falsePositive, falseNegative) => {
          const { score, label } = scored;
          const costAt = (threshold: number) => {
            const { fp, fn } = confusion(score, label, threshold);
            return fp * falsePositive + fn * falseNegative;
          };
          const chosen = choose('cost', { falsePositive, falseNegative }, score, label);
          assert.equal(costAt(chosen), Math.min(...all(score).map(costAt)));
        },
      ),
    );
  });

  it('cost: calibrated probabilities are cut at the ratio of the costs', () => {
    const levels = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
    const score = Float64Array.from(levels.flatMap((p) => Array<number>(100).fill(p)));
    const label = Uint8Array.from(score, (p, i) => Number(i % 100 < Math.round(100 * p)));
    assert.ok(Math.abs(choose('cost', { falsePositive: 1, falseNegative: 4 }, score, label) - 0.2) <= 0.011);
  });

  it('precision: at least the floor, and no other threshold that has it finds more', () => {
    fc.assert(
      fc.property(arbitraryScored, fc.integer({ min: 1, max: 10 }), ({ score, label }, tenths) => {
        const floor = tenths / 10;
        const chosen = confusion(score, label, choose('precision', { floor }, score, label));
        const holds = all(score)
          .map((at) => confusion(score, label, at))
          .filter((c) => c.tp > 0 && c.tp >= floor * (c.tp + c.fp));
        assert.equal(chosen.tp, Math.max(0, ...holds.map(({ tp }) => tp)));
        if (chosen.tp + chosen.fp > 0) assert.ok(decisionMetrics(chosen).precision >= floor - 1e-12);
      }),
    );
  });

  it('capacity: at most k are flagged, and at no lower threshold', () => {
    fc.assert(
      fc.property(arbitraryScored, fc.integer({ min: 1, max: 45 }), ({ score, label }, k) => {
        const flagged = (threshold: number) => score.filter((p) => p >= threshold).length;
        const chosen = flagged(choose('capacity', { k }, score, label));
        assert.equal(
          chosen,
          Math.max(
            ...all(score)
              .map(flagged)
              .filter((count) => count <= k),
          ),
        );
      }),
    );
  });

  it('fixed: what was given', () => {
    assert.equal(choose('fixed', {}, Float64Array.of(0.1), Uint8Array.of(1)), 0.5);
    assert.equal(choose('fixed', { at: 0.2 }, Float64Array.of(0.1), Uint8Array.of(1)), 0.2);
  });

  it('take no scores that are not numbers', () => {
    for (const name of ['f1', 'cost', 'precision', 'capacity'])
      assert.throws(() => choose(name, {}, Float64Array.of(Number.NaN), Uint8Array.of(1)), { name: 'InputError' });
  });
});
