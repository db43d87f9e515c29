import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../src/base/errors';
import { cardPrecision } from '../../src/evaluation/cardPrecision';
import { byGroup } from '../../src/evaluation/groups';
import { evaluate, TOP_CARDS } from '../../src/evaluation/metrics';
import { brierScore, expectedCalibrationError, logLoss, reliability } from '../../src/evaluation/probability';
import { averagePrecision, rank, requireBothClasses, rocAuc, topK } from '../../src/evaluation/ranking';
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

  it('refuse NaN, other labels and differing lengths', () => {
    const refuse = (score: number[], label: number[], message: RegExp) => {
      for (const metric of [rocAuc, averagePrecision, brierScore, logLoss, expectedCalibrationError, bestF1Threshold])
        assert.throws(
          () => metric(Float64Array.from(score), Uint8Array.from(label)),
          (error: unknown) => error instanceof InputError && message.test(error.message),
        );
    };
    refuse([0.1, Number.NaN], [0, 1], /score 1 is NaN/);
    refuse([0.1, 0.2], [0, 3], /label 1 is 3/);
    refuse([0.1], [0, 1], /1 scores for 2 labels/);
    assert.throws(() => requireBothClasses(Uint8Array.of(1, 1)), /2 positive and 0 negative/);
  });

  it('rank puts the highest first, and equal scores in the given order', () => {
    assert.deepEqual([...rank(Float32Array.from([-0, 2, 0, -1, 2]), new Uint8Array(5))], [1, 4, 0, 2, 3]);
    const close = Float64Array.from([1 + 1e-12, 1 + 2e-12, 1]);
    assert.deepEqual([...rank(close, new Uint8Array(3))], [1, 0, 2]);
  });

  it('no threshold that is better than chance has a higher F1 than the one chosen', () => {
    fc.assert(
      fc.property(scored, ({ score, label }) => {
        const probability = score.map((x) => (x + 5) / 10);
        const at = (threshold: number) => decisionMetrics(confusion(probability, label, threshold));
        const best = at(bestF1Threshold(probability, label));
        const baseRate = label.reduce((sum, l) => sum + l, 0) / label.length;
        const informed = [...probability].map(at).filter(({ precision }) => precision > baseRate + 1e-12);
        for (const { f1 } of informed) assert.ok(f1 <= best.f1 + 1e-12);
        if (informed.length === 0) close(best.accuracy, Math.max(baseRate, 1 - baseRate));
        else assert.ok(best.mcc > 0);
      }),
    );
  });

  it("a score that says nothing gets the majority's decision, whatever the constant", () => {
    for (const constant of [0, 0.014, 0.5, 1])
      for (const [label, flagged] of [
        [[0, 0, 0, 1], 0],
        [[1, 1, 1, 0], 4],
        [[0, 0, 0, 0], 0],
        [[1, 1, 1, 1], 4],
        [[1, 0], 0],
      ] as const) {
        const score = new Float32Array(label.length).fill(constant);
        const threshold = bestF1Threshold(score, Uint8Array.from(label));
        const { tp, fp } = confusion(score, Uint8Array.from(label), threshold);
        assert.equal(tp + fp, flagged, `${constant}, ${label}`);
        assert.equal(JSON.parse(JSON.stringify(threshold)), threshold, 'survives a file');
      }
    const majority = { score: new Float32Array(5).fill(0.2), label: Uint8Array.of(1, 0, 0, 0, 0) };
    const { accuracy, majorityAccuracy, recall, precision, mcc } = evaluate(majority, majority);
    assert.deepEqual([accuracy, majorityAccuracy, recall, precision, mcc], [0.8, 0.8, 0, Number.NaN, 0]);
  });

  it("reliability's bins are those of scikit-learn's quantile strategy", () => {
    for (const { score, label, count, meanScore, positiveRate, ece } of fixture.calibration) {
      const [scores, labels] = [Float64Array.from(score), Uint8Array.from(label)];
      const bins = reliability(scores, labels);
      assert.deepEqual(
        bins.map((bin) => bin.count),
        count,
      );
      bins.forEach((bin, i) => {
        close(bin.meanScore, meanScore[i]);
        close(bin.positiveRate, positiveRate[i]);
      });
      close(expectedCalibrationError(scores, labels), ece);
    }
  });

  it('calibration error is 0 for probabilities that come true, and their distance otherwise', () => {
    const label = Uint8Array.from({ length: 1000 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    close(expectedCalibrationError(new Float64Array(1000).fill(0.25), label, 10), 0);
    close(expectedCalibrationError(new Float64Array(1000).fill(0.65), label, 10), 0.4);
    // Twenty in a hundred of those at .2 come true, and sixty of those at .6.
    const score = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 0.2 : 0.6));
    const outcome = Uint8Array.from(score, (p, i) => (i % 100 < 100 * p ? 1 : 0));
    close(expectedCalibrationError(score, outcome), 0);
  });

  it('top k counts hits among the highest scores', () => {
    const result = topK(Float32Array.from([0.9, 0.1, 0.8, 0.7]), Uint8Array.from([1, 1, 0, 1]), 2);
    assert.deepEqual(result, { precision: 0.5, recall: 1 / 3 });
  });

  it('top k is the mean over all orders of the tied', () => {
    const small = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 6 }), (rows, k) => {
        const orders = permutations(rows);
        const taken = Math.min(k, rows.length);
        let hits = 0;
        for (const order of orders) {
          const sorted = [...order].sort(([a], [b]) => b - a);
          for (const [, label] of sorted.slice(0, taken)) hits += label / orders.length;
        }
        const { precision, recall } = topK(
          Float64Array.from(rows, ([score]) => score),
          Uint8Array.from(rows, ([, label]) => label),
          k,
        );
        close(precision, hits / taken);
        const positives = rows.reduce((sum, [, label]) => sum + label, 0);
        if (positives) close(recall, hits / positives);
        else assert.ok(Number.isNaN(recall));
      }),
      { numRuns: 30 },
    );
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

  it('card precision is told of events alone', () => {
    const scored = { score: Float32Array.from([0.9, 0.6, 0.8, 0.1]), label: Uint8Array.from([1, 0, 0, 1]) };
    const events = { customer: Int32Array.from([4, 4, 5, 6]), day: Int32Array.from([0, 0, 0, 1]) };
    assert.ok(Number.isNaN(evaluate(scored, scored).cardPrecisionAtK));
    const { mean } = cardPrecision(scored.score, scored.label, events.customer, events.day, TOP_CARDS);
    assert.equal(mean, (1 / 100 + 1 / 100) / 2);
    assert.equal(evaluate({ ...scored, events }, scored).cardPrecisionAtK, mean);
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

/** All orders of a few values. */
function permutations<T>(values: readonly T[]): T[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((first, i) =>
    permutations([...values.slice(0, i), ...values.slice(i + 1)]).map((rest) => [first, ...rest]),
  );
}
