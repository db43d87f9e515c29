import assert from 'node:assert/strict';
import { gradientBoosting } from '../../src/baselines/boosting/boosting';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';
import { columns, head, parts, reference } from './reference';

/** As the reference's LightGBM was told. */
const asReference = gradientBoosting.options.parse({
  numTrees: 200,
  learningRate: 0.05,
  numLeaves: 15,
  minSamplesLeaf: 20,
  subsample: 0.7,
  colsample: 0.75,
  patience: 30,
});

/** As the reference's LightGBM without draws was told. */
const exact = gradientBoosting.options.parse({
  numTrees: 20,
  learningRate: 0.1,
  numLeaves: 8,
  minSamplesLeaf: 1,
  minChildWeight: 3,
  l2: 1,
  subsample: 1,
  colsample: 1,
});

interface Diagnostics {
  readonly importances: readonly { readonly column: string; readonly gain: number }[];
}

function meanAndVariance(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

describe('gradient boosting', () => {
  for (const kind of ['complete', 'missing'] as const)
    it(`ranks as LightGBM does, values ${kind}`, () => {
      const { train, validation, test } = parts({ holes: kind === 'missing' });
      const expected = reference.boosting[kind];
      const actual = expected.map((_, seed) => {
        const scores = gradientBoosting.fit(train, validation, asReference, seed).predict(test.table);
        return { auc: rocAuc(scores, test.label), averagePrecision: averagePrecision(scores, test.label) };
      });
      for (const metric of ['auc', 'averagePrecision'] as const) {
        const ours = meanAndVariance(actual.map((scores) => scores[metric]));
        const theirs = meanAndVariance(expected.map((scores) => scores[metric]));
        // Welch's statistic over the seeds.
        const t = (ours.mean - theirs.mean) / Math.sqrt((ours.variance + theirs.variance) / expected.length);
        assert.ok(Math.abs(t) < 3, `${metric} ${ours.mean}, LightGBM ${theirs.mean}`);
      }
    });

  for (const { missing, weighted, probability, gain } of reference.exact)
    it(`equals LightGBM where nothing is drawn${missing ? ', with missing values' : ''}${weighted ? ', weighted' : ''}`, () => {
      const train = head(parts({ holes: missing, weighted }).train, probability.length);
      const model = gradientBoosting.fit(train, train, exact, 1);
      const predicted = model.predict(train.table);
      probability.forEach((p, i) => {
        assert.ok(Math.abs(predicted[i] - p) < 2e-6, `row ${i}: ${predicted[i]}, LightGBM ${p}`);
      });
      for (const { column, gain: actual } of (model.diagnostics as unknown as Diagnostics).importances) {
        const expected = gain[columns.indexOf(column)];
        assert.ok(Math.abs(actual - expected) < 1e-4 * expected, `gain of ${column} ${actual}, LightGBM ${expected}`);
      }
    });
});
