import assert from 'node:assert/strict';
import { InputError } from '../../src/base/errors';
import { logistic } from '../../src/baselines/logistic';
import { columns, parts, reference, repeated } from './reference';

/** Inputs are stored in single precision. */
const TOLERANCE = 1e-5;

const options = logistic.options.parse({});
const { train, validation, test } = parts();

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = TOLERANCE) {
  for (let i = 0; i < expected.length; i++)
    assert.ok(Math.abs(actual[i] - expected[i]) < tolerance, `[${i}] is ${actual[i]}, not ${expected[i]}`);
}

describe('logistic regression', () => {
  for (const { c, weighted, missing, coefficients, intercept, probability } of reference.logistic)
    it(`is scikit-learn's with C = ${c}${weighted ? ', weighted' : ''}${missing ? ', with missing values' : ''}`, () => {
      const { train, validation, test } = parts({ weighted, holes: missing });
      const model = logistic.fit(train, validation, logistic.options.parse({ C: c }), 1);
      const diagnostics = model.diagnostics as { coefficients: Record<string, number>; intercept: number };
      assert.deepEqual(Object.keys(diagnostics.coefficients), columns);
      close([diagnostics.intercept, ...Object.values(diagnostics.coefficients)], [intercept, ...coefficients]);
      close(model.predict(test.table), probability);
    });

  it('takes a whole weight for as many equal rows', () => {
    // The scaler does not weigh, so a penalty would tell the two apart.
    const unpenalised = logistic.options.parse({ C: 1e8 });
    const weighted = parts({ weighted: true }).train;
    const expected = logistic.fit(repeated(weighted), validation, unpenalised, 1).predict(test.table);
    close(logistic.fit(weighted, validation, unpenalised, 1).predict(test.table), expected);
    const unweighted = logistic.fit(train, validation, unpenalised, 1).predict(test.table);
    assert.ok(expected.some((p, i) => Math.abs(p - unweighted[i]) > 1e-3));
  });

  it('stays finite where a column separates the classes', () => {
    const values = Float32Array.from({ length: 40 }, (_, i) => (i < 38 ? i / 100 : 1000 + i));
    const label = Uint8Array.from(values, (x) => (x > 100 ? 1 : 0));
    const table = { rows: values.length, columns: ['x'], values };
    const weak = logistic.options.parse({ C: 1e3 });
    const p = logistic.fit({ table, label }, { table, label }, weak, 1).predict(table);
    label.forEach((y, i) => {
      assert.ok(Math.abs(p[i] - y) < 0.01, `row ${i}: ${p[i]}, not ${y}`);
    });
  });

  it('gives a column that never changes no say', () => {
    const constant = { rows: 4, columns: ['x', 'one'], values: Float32Array.of(0, 1, 1, 1, 2, 1, 3, 1) };
    const examples = { table: constant, label: Uint8Array.of(0, 1, 0, 1) };
    const { diagnostics } = logistic.fit(examples, examples, options, 1);
    assert.equal((diagnostics.coefficients as Record<string, number>).one, 0);
  });

  it('gives the same bits again, and after save and load', () => {
    const model = logistic.fit(train, validation, options, 1);
    const expected = model.predict(test.table);
    assert.deepEqual(logistic.fit(train, validation, options, 1).predict(test.table), expected);
    const saved = logistic.saved.parse(JSON.parse(JSON.stringify(model.toJSON())));
    assert.deepEqual(logistic.load(saved).predict(test.table), expected);
  });

  it('says what is wrong with one class only, and with other columns', () => {
    for (const label of [0, 1]) {
      const single = { table: train.table, label: train.label.slice().fill(label) };
      assert.throws(() => logistic.fit(single, validation, options, 1), InputError);
    }
    const model = logistic.fit(train, validation, options, 1);
    const others = { ...test.table, columns: [...columns].reverse() };
    assert.throws(
      () => model.predict(others),
      (error: unknown) => error instanceof InputError && /expected x0, x1/.test(error.message),
    );
  });
});
