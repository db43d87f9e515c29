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
      const model = logistic.fit(train, validation, logistic.options.parse({ inverseRegularisation: c }), 1);
      const notes = model.notes as { coefficients: Record<string, number>; intercept: number };
      assert.deepEqual(Object.keys(notes.coefficients), columns);
      close([notes.intercept, ...Object.values(notes.coefficients)], [intercept, ...coefficients]);
      close(model.predict(test.table), probability);
    });
});
