import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import { evaluate } from '../../src/evaluation/metrics';
import { brierScore, expectedCalibrationError, logLoss, reliability } from '../../src/evaluation/probability';
import { averagePrecision, byGroup, rank, rocAuc, topK } from '../../src/evaluation/ranking';
import { bestF1Threshold, confusion, decisionMetrics } from '../../src/evaluation/threshold';
import fixture from '../fixtures/statistics.json';

function close(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual}, not ${expected}`);
}

const cases = fixture.scores.map(({ score, label, ...expected }) => ({
  score: Float64Array.from(score),
  label: Uint8Array.from(label),
  expected,
}));

const scored = fc
  .array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 1 })), { minLength: 2, maxLength: 50 })
  .filter((rows) => new Set(rows.map(([, label]) => label)).size === 2)
  .map((rows) => ({
    score: Float32Array.from(rows, ([score]) => score),
    label: Uint8Array.from(rows, ([, label]) => label),
  }));

describe('metrics', () => {
  it("are scikit-learn's", () => {
    for (const { score, label, expected } of cases) {
      close(rocAuc(score, label), expected.auc);
      close(averagePrecision(score, label), expected.averagePrecision);
      const decided = decisionMetrics(confusion(score, label, expected.threshold));
      for (const name of ['precision', 'recall', 'f1', 'mcc', 'accuracy'] as const)
        close(decided[name], expected[name]);
      close(brierScore(score, label), expected.brier);
      close(logLoss(score, label), expected.logLoss, 1e-6);
    }
  });

  it('AUC is the share of pairs ranked rightly, ties half', () => {
    fc.assert(
      fc.property(scored, ({ score, label }) => {
        let pairs = 0;
        let won = 0;
        for (let i = 0; i < score.length; i++)
          for (let j = 0; j < score.length; j++)
            if (label[i] === 1 && label[j] === 0) {
              pairs++;
              won += score[i] > score[j] ? 1 : score[i] === score[j] ? 0.5 : 0;
            }
        close(rocAuc(score, label), won / pairs);
        close(
          rocAuc(
            score.map((x) => -x),
            label,
          ),
          1 - won / pairs,
        );
      }),
    );
  });

  it('average precision is the mean precision at the score of each positive', () => {
    fc.assert(
      fc.property(scored, fc.constantFrom(1, 1e-30, 1e30), ({ score, label }, scale) => {
        let sum = 0;
        let positives = 0;
        for (let i = 0; i < score.length; i++) {
          if (label[i] === 0) continue;
          positives++;
          const above = Array.from(label).filter((_, j) => score[j] >= score[i]);
          sum += above.filter((l) => l === 1).length / above.length;
        }
        close(
          averagePrecision(
            score.map((x) => x * scale),
            label,
          ),
          sum / positives,
        );
      }),
    );
  });

  it('a constant score has an AUC of one half and the base rate for average precision', () => {
    const label = Uint8Array.from([1, 0, 0, 0]);
    close(rocAuc(new Float32Array(4).fill(0.3), label), 0.5);
    close(averagePrecision(new Float32Array(4).fill(0.3), label), 0.25);
  });

  it('refuse NaN, other labels, differing lengths and an empty class', () => {
    const refuse = (score: number[], label: number[], message: RegExp) => {
      for (const metric of [rocAuc, averagePrecision])
        assert.throws(
          () => metric(Float64Array.from(score), Uint8Array.from(label)),
          (error: unknown) => error instanceof InputError && message.test(error.message),
        );
    };
    refuse([0.1, Number.NaN], [0, 1], /score 1 is NaN/);
    refuse([0.1, 0.2], [0, 3], /label 1 is 3/);
    refuse([0.1], [0, 1], /1 scores for 2 labels/);
    refuse([0.1, 0.2], [1, 1], /2 positive and 0 negative/);
  });

  it('rank puts the highest first, and equal scores in the given order', () => {
    assert.deepEqual([...rank(Float32Array.from([-0, 2, 0, -1, 2]), new Uint8Array(5))], [1, 4, 0, 2, 3]);
    const close = Float64Array.from([1 + 1e-12, 1 + 2e-12, 1]);
    assert.deepEqual([...rank(close, new Uint8Array(3))], [1, 0, 2]);
  });

  it('no threshold has a higher F1 than the one chosen', () => {
    fc.assert(
      fc.property(scored, ({ score, label }) => {
        const f1 = (threshold: number) => decisionMetrics(confusion(score, label, threshold)).f1;
        const best = f1(bestF1Threshold(score, label));
        for (const threshold of score) assert.ok(f1(threshold) <= best + 1e-12);
      }),
    );
  });

  it('calibration error is 0 for probabilities that come true, and their distance otherwise', () => {
    const label = Uint8Array.from({ length: 1000 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    close(expectedCalibrationError(new Float64Array(1000).fill(0.25), label, 10), 0, 1e-6);
    close(expectedCalibrationError(new Float64Array(1000).fill(0.65), label, 1), 0.4, 1e-6);
    const bins = reliability(
      Float64Array.from({ length: 1000 }, (_, i) => i / 1000),
      label,
      10,
    );
    assert.equal(bins.length, 10);
  });

  it('top k counts hits among the highest scores', () => {
    const result = topK(Float32Array.from([0.9, 0.1, 0.8, 0.7]), Uint8Array.from([1, 1, 0, 1]), 2);
    assert.deepEqual(result, { precision: 0.5, recall: 1 / 3 });
  });

  it('means over items leave out items of one class', () => {
    const score = Float32Array.from([1, 2, 1, 2, 5]);
    const label = Uint8Array.from([0, 1, 1, 0, 1]);
    const item = Int32Array.from([7, 7, 8, 8, 9]);
    assert.deepEqual(
      [...byGroup(rocAuc, score, label, item)],
      [
        [7, 1],
        [8, 0],
      ],
    );
  });

  it('the threshold comes from validation alone', () => {
    const validation = { score: Float32Array.from([0.1, 0.6, 0.8]), label: Uint8Array.from([0, 0, 1]) };
    const test = { score: Float32Array.from([0.3, 0.5, 0.7]), label: Uint8Array.from([0, 1, 1]) };
    const metrics = evaluate(test, validation);
    close(metrics.threshold, 0.8, 1e-6);
    assert.equal(metrics.recall, 0);
    assert.equal(metrics.auc, 1);
    close(metrics.majorityAccuracy, 2 / 3);
  });
});
