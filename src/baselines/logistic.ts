import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { z } from 'zod';
import { InputError } from '../base/errors';
import { sigmoid } from '../base/logit';
import { StandardScaler } from '../data/scaler';
import type { Table } from '../data/table';
import type { Baseline, LabelledTable, TabularModel } from './baseline';

const optionsSchema = z.strictObject({
  /** Inverse of the strength of the ridge penalty, as in scikit-learn. */
  C: z.number().positive().default(1),
});

const savedSchema = z.strictObject({
  columns: z.array(z.string()),
  mean: z.array(z.number()),
  std: z.array(z.number()),
  coefficients: z.array(z.number()),
  intercept: z.number(),
});
type Saved = z.output<typeof savedSchema>;

const MAX_ITERATIONS = 100;

/**
 * Logistic regression with a ridge penalty, by Newton's method on standardised columns; missing values
 * count as the column's mean. Minimises ½ ‖w‖² + C Σ log(1 + exp(−y z)), the intercept unpenalised.
 */
export const logistic: Baseline<typeof optionsSchema, typeof savedSchema> = {
  name: 'logistic',
  summary: 'logistic regression with a ridge penalty',
  options: optionsSchema,
  saved: savedSchema,
  space: { C: { low: 1e-3, high: 1e3, log: true } },

  fit(train, _validation, { C }) {
    const { table, label } = train;
    if (!label.includes(0) || !label.includes(1))
      throw new InputError(`all ${label.length} training examples have the same label`, undefined, 'both classes');
    const scaler = StandardScaler.fit(table.values, table.columns);
    const weights = newton(scaler.transform(table.values), train, C);
    return model({
      columns: [...table.columns],
      mean: [...scaler.mean],
      std: [...scaler.std],
      coefficients: [...weights.subarray(1)],
      intercept: weights[0],
    });
  },

  load: model,
};

function model(saved: Saved): TabularModel {
  const scaler = new StandardScaler(saved.mean, saved.std, saved.columns);
  const K = saved.columns.length;
  return {
    predict(table: Table) {
      if (table.columns.join() !== saved.columns.join())
        throw new InputError(`columns ${table.columns.join(', ')}`, undefined, saved.columns.join(', '));
      const x = scaler.transform(table.values);
      return Float32Array.from({ length: table.rows }, (_, i) => {
        let z = saved.intercept;
        for (let j = 0; j < K; j++) z += saved.coefficients[j] * x[i * K + j];
        return sigmoid(z);
      });
    },
    diagnostics: {
      coefficients: Object.fromEntries(saved.columns.map((column, j) => [column, saved.coefficients[j]])),
      intercept: saved.intercept,
    },
    toJSON: () => saved,
  };
}

/** The intercept and the coefficients of the scaled columns. */
function newton(x: Float32Array, { table, label, weight }: LabelledTable, C: number): Float64Array {
  const K = table.columns.length;
  const size = K + 1;
  const beta = new Float64Array(size);
  const row = new Float64Array(size);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    gradient.fill(0);
    hessian.fill(0);
    for (let i = 0; i < table.rows; i++) {
      row[0] = 1;
      let z = beta[0];
      for (let j = 0; j < K; j++) {
        row[j + 1] = x[i * K + j];
        z += beta[j + 1] * row[j + 1];
      }
      const p = sigmoid(z);
      const w = C * (weight ? weight[i] : 1);
      const curvature = w * p * (1 - p);
      for (let a = 0; a < size; a++) {
        gradient[a] += w * (p - label[i]) * row[a];
        const scaled = curvature * row[a];
        for (let b = 0; b <= a; b++) hessian[a * size + b] += scaled * row[b];
      }
    }
    const system = new Matrix(size, size);
    for (let a = 0; a < size; a++)
      for (let b = 0; b <= a; b++) {
        const ridge = a === b ? (a > 0 ? 1 : 1e-9) : 0;
        system.set(a, b, hessian[a * size + b] + ridge);
        system.set(b, a, hessian[a * size + b] + ridge);
      }
    for (let a = 1; a < size; a++) gradient[a] += beta[a];
    const step = new CholeskyDecomposition(system).solve(Matrix.columnVector(gradient));
    let largest = 0;
    for (let a = 0; a < size; a++) {
      beta[a] -= step.get(a, 0);
      largest = Math.max(largest, Math.abs(step.get(a, 0)));
    }
    if (largest < 1e-8) break;
  }
  return beta;
}
