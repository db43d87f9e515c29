import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import type { LabelledTable } from '../../src/baselines/baseline';
import { gradientBoosting } from '../../src/baselines/boosting/boosting';
import { averagePrecision } from '../../src/evaluation/ranking';
import { columns, head, parts, repeated } from './reference';

const options = gradientBoosting.options.parse({ numTrees: 30, numLeaves: 8, minSamplesLeaf: 10 });
/** Nothing is drawn. */
const whole = { ...options, subsample: 1, colsample: 1 };
const { train, validation, test } = parts();

/** The gain of the best way to part the rows by one value of one column, every way tried on all rows. */
function bestGain({ table, label }: LabelledTable, minSamplesLeaf: number, l2: number): number {
  const rate = label.reduce((sum, y) => sum + y, 0) / label.length;
  const score = (rows: readonly number[]) =>
    rows.reduce((sum, i) => sum + rate - label[i], 0) ** 2 / (rows.length * rate * (1 - rate) + l2);
  const rows = [...label.keys()];
  let best = 0;
  for (let column = 0; column < table.columns.length; column++) {
    const value = (i: number) => table.values[i * table.columns.length + column];
    for (const threshold of new Set(rows.map(value)))
      for (const missingLeft of [false, true]) {
        const goesLeft = (i: number) => (Number.isNaN(value(i)) ? missingLeft : value(i) <= threshold);
        const left = rows.filter(goesLeft);
        const right = rows.filter((i) => !goesLeft(i));
        if (Math.min(left.length, right.length) >= minSamplesLeaf)
          best = Math.max(best, score(left) + score(right) - score(rows));
      }
  }
  return best;
}

describe('gradient boosting, its laws', () => {
  for (const holes of [false, true])
    it(`splits first where a search over every way gains most${holes ? ', with missing values' : ''}`, () => {
      for (const minSamplesLeaf of [1, 60]) {
        const few = head(parts({ holes }).train, 200);
        const stump = { ...whole, numTrees: 1, numLeaves: 2, minSamplesLeaf, l2: 0.5 };
        const { importances } = gradientBoosting.fit(few, few, stump, 1).diagnostics as {
          importances: { gain: number }[];
        };
        const expected = bestGain(few, minSamplesLeaf, stump.l2);
        assert.ok(
          Math.abs(importances[0].gain - expected) < 1e-5 * expected,
          `${importances[0].gain}, not ${expected}`,
        );
      }
    });

  it('learns from a value being missing, and answers where all are', () => {
    const { label } = train;
    const table = { rows: label.length, columns: ['x'], values: Float32Array.from(label, (y) => (y ? Number.NaN : 1)) };
    const model = gradientBoosting.fit({ table, label }, { table, label }, whole, 1);
    assert.equal(averagePrecision(model.predict(table), label), 1);

    const blank = { rows: 3, columns, values: new Float32Array(3 * columns.length).fill(Number.NaN) };
    for (const p of gradientBoosting.fit(train, validation, options, 1).predict(blank)) assert.ok(p > 0 && p < 1);
  });

  it('takes a whole weight for as many equal rows', () => {
    const weighted = head(parts({ weighted: true }).train, 200);
    const byHessian = { ...whole, minSamplesLeaf: 1, minChildWeight: 3 };
    const expected = gradientBoosting.fit(repeated(weighted), validation, byHessian, 1).predict(test.table);
    const actual = gradientBoosting.fit(weighted, validation, byHessian, 1).predict(test.table);
    const { weight: _, ...unweighted } = weighted;
    const without = gradientBoosting.fit(unweighted, validation, byHessian, 1).predict(test.table);
    expected.forEach((p, i) => {
      assert.ok(Math.abs(actual[i] - p) < 1e-6, `row ${i}: ${actual[i]}, not ${p}`);
    });
    assert.notDeepEqual(without, actual);
  });

  it('gives the same bits for the same seed, others for another, and the same after save and load', () => {
    const model = gradientBoosting.fit(train, validation, options, 1);
    const expected = model.predict(test.table);
    assert.deepEqual(gradientBoosting.fit(train, validation, options, 1).predict(test.table), expected);
    assert.notDeepEqual(gradientBoosting.fit(train, validation, options, 2).predict(test.table), expected);
    const loaded = gradientBoosting.load(gradientBoosting.saved.parse(JSON.parse(JSON.stringify(model.toJSON()))));
    assert.deepEqual(loaded.predict(test.table), expected);
    assert.deepEqual(loaded.diagnostics, model.diagnostics);
  });

  it('stops early and keeps the first best iteration', () => {
    const patience = 15;
    const stopping = { ...options, numTrees: 150, learningRate: 0.2, patience };
    const watch = (model: ReturnType<typeof gradientBoosting.load>) =>
      averagePrecision(model.predict(validation.table), validation.label);
    const model = gradientBoosting.fit(train, validation, stopping, 3);
    const saved = gradientBoosting.saved.parse(model.toJSON());
    const kept = saved.trees.length;
    assert.ok(kept > 1 && kept + patience < stopping.numTrees, `${kept} trees: the test needs others options`);
    for (let trees = 1; trees < kept; trees++)
      assert.ok(watch(gradientBoosting.load({ ...saved, trees: saved.trees.slice(0, trees) })) < watch(model));
    // Exactly as many more trees as patience lasts change nothing; whoever waits longer may find better ones only later.
    const capped = gradientBoosting.fit(train, validation, { ...stopping, numTrees: kept + patience }, 3);
    assert.deepEqual(capped.toJSON(), model.toJSON());
    const patient = gradientBoosting.fit(train, validation, { ...stopping, patience: 150 }, 3);
    const later = gradientBoosting.saved.parse(patient.toJSON()).trees;
    assert.deepEqual(later.slice(0, kept), saved.trees);
    assert.ok(later.length === kept || (later.length > kept + patience && watch(patient) > watch(model)));
  });

  it('says what is wrong with one class only, and with other columns', () => {
    for (const label of [0, 1]) {
      const single = { table: train.table, label: train.label.slice().fill(label) };
      assert.throws(() => gradientBoosting.fit(single, validation, options, 1), InputError);
    }
    const model = gradientBoosting.fit(train, validation, options, 1);
    const others = { ...test.table, columns: [...columns].reverse() };
    assert.throws(
      () => model.predict(others),
      (error: unknown) => error instanceof InputError && /expected x0, x1/.test(error.message),
    );
  });
});
