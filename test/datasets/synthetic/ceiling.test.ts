import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expectedAuc, expectedAveragePrecision } from '../../../datasets/synthetic/ceiling';
import { Random } from '../../../src/base/random';
import { averagePrecision, rocAuc } from '../../../src/evaluation/ranking';

/** Few distinct scores, so that many tie, with probabilities that differ among the tied. */
const arbitraryScored = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0.01, max: 0.99, noNaN: true })), {
    minLength: 2,
    maxLength: 30,
  })
  .map((pairs) => ({
    scores: Float64Array.from(pairs, ([score]) => score),
    probabilities: Float64Array.from(pairs, ([, p]) => p),
  }));

describe('the ceiling of the synthetic shop', () => {
  it('expected AUC is the share of pairs ranked rightly', () => {
    fc.assert(
      fc.property(arbitraryScored, ({ scores, probabilities: p }) => {
        let won = 0;
        let pairs = 0;
        for (let i = 0; i < p.length; i++)
          for (let j = 0; j < p.length; j++) {
            if (i === j) continue;
            const weight = p[i] * (1 - p[j]);
            pairs += weight;
            won += weight * (scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0);
          }
        assert.ok(Math.abs(expectedAuc(scores, p) - won / pairs) < 1e-12);
      }),
    );
  });

  it('expected average precision is the sum over examples of the formula', () => {
    fc.assert(
      fc.property(arbitraryScored, ({ scores, probabilities: p }) => {
        let sum = 0;
        for (let i = 0; i < p.length; i++) {
          let ranked = 0;
          let positives = 1 - p[i];
          for (let j = 0; j < p.length; j++)
            if (scores[j] >= scores[i]) {
              ranked++;
              positives += p[j];
            }
          sum += (p[i] * positives) / ranked;
        }
        const total = p.reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(expectedAveragePrecision(scores, p) - sum / total) < 1e-12);
      }),
    );
  });

  describe('against labels drawn', () => {
    const DRAWS = 2000;
    const random = new Random(11);
    const scores = Float64Array.from({ length: 200 }, (_, i) => i % 40);
    const probabilities = scores.map((score) => 0.6 / (1 + Math.exp((30 - score) / 4 + random.normal())));

    /** Σ of metric × what it is a share of, over Σ of that: its mean is what is expected, without bias. */
    function drawn(share: (label: Uint8Array) => [value: number, of: number]): { mean: number; error: number } {
      const draws = Array.from({ length: DRAWS }, () =>
        share(Uint8Array.from(probabilities, (p) => Number(random.next() < p))),
      );
      const of = draws.reduce((sum, [, n]) => sum + n, 0) / DRAWS;
      const mean = draws.reduce((sum, [value, n]) => sum + value * n, 0) / DRAWS / of;
      const variance = draws.reduce((sum, [value, n]) => sum + ((value - mean) * n) ** 2, 0) / DRAWS / of ** 2;
      return { mean, error: Math.sqrt(variance / DRAWS) };
    }
    const count = (label: Uint8Array) => label.reduce((sum, value) => sum + value, 0);

    it('AUC, within 4 standard errors', () => {
      const { mean, error } = drawn((label) => [rocAuc(scores, label), count(label) * (label.length - count(label))]);
      assert.ok(error < 0.002, `standard error ${error}`);
      assert.ok(Math.abs(expectedAuc(scores, probabilities) - mean) < 4 * error);
    });

    it('average precision, within 4 standard errors', () => {
      const { mean, error } = drawn((label) => [averagePrecision(scores, label), count(label)]);
      assert.ok(error < 0.004, `standard error ${error}`);
      assert.ok(Math.abs(expectedAveragePrecision(scores, probabilities) - mean) < 4 * error);
    });
  });

  it('is highest for the true probabilities', () => {
    const random = new Random(3);
    const p = Float64Array.from({ length: 500 }, () => random.next() ** 3);
    for (let trial = 0; trial < 20; trial++) {
      const other = p.map((value) => value + 0.1 * random.normal());
      assert.ok(expectedAuc(other, p) < expectedAuc(p, p));
      assert.ok(expectedAveragePrecision(other, p) < expectedAveragePrecision(p, p));
    }
  });
});
