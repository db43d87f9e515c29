import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../src/base/errors';
import type { LabelledTable } from '../../src/baselines/baseline';
import { decisionTree } from '../../src/baselines/trees/decisionTree';
import { randomForest } from '../../src/baselines/trees/randomForest';
import { averagePrecision, rocAuc } from '../../src/evaluation/ranking';

/** scikit-learn's names and values of the options. */
type Options = Readonly<Record<string, number | boolean | string>>;

interface Case {
  readonly options: Options;
  readonly missing: boolean;
  readonly weighted: boolean;
}

/** What scikit-learn says about one small table; made by test/fixtures/trees.py. */
interface Reference {
  readonly train: number;
  readonly values: readonly number[][];
  readonly label: readonly number[];
  readonly weight: readonly number[];
  readonly missing: readonly [row: number, column: number][];
  readonly trees: readonly (Case & {
    readonly leaves: number;
    readonly probability: readonly number[];
    readonly importances: readonly number[];
  })[];
  readonly forests: readonly (Case & {
    readonly scores: readonly { readonly auc: number; readonly averagePrecision: number; readonly leaves: number }[];
  })[];
}

interface Diagnostics {
  readonly trees: number;
  readonly leaves: number;
  readonly importances: readonly { readonly column: string; readonly gain: number }[];
}

const reference: Reference = JSON.parse(readFileSync(join(__dirname, '../fixtures/trees.json'), 'utf8'));
const columns = reference.values[0].map((_, c) => `x${c}`);

function parts({ missing = false, weighted = false } = {}) {
  const values = Float32Array.from(reference.values.flat());
  if (missing) for (const [row, column] of reference.missing) values[row * columns.length + column] = Number.NaN;
  const part = (from: number, to: number): LabelledTable => ({
    table: { rows: to - from, columns, values: values.slice(from * columns.length, to * columns.length) },
    label: Uint8Array.from(reference.label.slice(from, to)),
    weight: weighted ? Float32Array.from(reference.weight.slice(from, to)) : undefined,
  });
  return { train: part(0, reference.train), test: part(reference.train, reference.label.length) };
}

/** `min_samples_leaf` as `minSamplesLeaf`. */
function inCamelCase(options: Options): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), value]),
  );
}

const titleOf = ({ options, missing, weighted }: Case) =>
  `${JSON.stringify(inCamelCase(options))}${missing ? ', missing values' : ''}${weighted ? ', weighted' : ''}`;

describe('decision tree', () => {
  for (const one of reference.trees)
    it(`is scikit-learn's: ${titleOf(one)}`, () => {
      const { train, test } = parts(one);
      const model = decisionTree.fit(train, train, decisionTree.options.parse(inCamelCase(one.options)), 1);
      const { leaves, importances } = model.diagnostics as unknown as Diagnostics;
      assert.equal(leaves, one.leaves);
      model.predict(test.table).forEach((p, row) => {
        assert.ok(Math.abs(p - one.probability[row]) < 1e-6, `row ${row}: ${p}, scikit-learn ${one.probability[row]}`);
      });
      const total = importances.reduce((sum, { gain }) => sum + gain, 0);
      for (const { column, gain } of importances)
        assert.ok(Math.abs(gain / total - one.importances[columns.indexOf(column)]) < 1e-6, column);
    });

  it('tells all training rows apart where nothing stops it', () => {
    const { train } = parts();
    const model = decisionTree.fit(train, train, decisionTree.options.parse({}), 1);
    assert.deepEqual([...model.predict(train.table)], [...train.label]);
  });

  it('sends missing values where more rows went, if it saw none in training', () => {
    const table = { rows: 5, columns: ['x'], values: Float32Array.of(0, 1, 2, 3, 4) };
    const nothing = { rows: 1, columns: ['x'], values: Float32Array.of(Number.NaN) };
    for (const [label, expected] of [
      [Uint8Array.of(1, 1, 1, 0, 0), 1],
      [Uint8Array.of(1, 1, 0, 0, 0), 0],
    ] as const) {
      const examples = { table, label };
      const model = decisionTree.fit(examples, examples, decisionTree.options.parse({}), 1);
      assert.equal(model.predict(nothing)[0], expected);
    }
  });

  it('is one leaf without columns, or with rows that are all alike', () => {
    for (const columns of [[], ['x']]) {
      const table = { rows: 4, columns, values: new Float32Array(4 * columns.length).fill(Number.NaN) };
      const examples = { table, label: Uint8Array.of(1, 0, 0, 0) };
      const model = decisionTree.fit(examples, examples, decisionTree.options.parse({}), 1);
      assert.deepEqual([...model.predict(table)], [0.25, 0.25, 0.25, 0.25]);
    }
  });
});

describe('random forest', () => {
  for (const one of reference.forests)
    it(`ranks as scikit-learn's does: ${titleOf(one)}`, () => {
      const { train, test } = parts(one);
      const options = randomForest.options.parse(inCamelCase(one.options));
      const actual = one.scores.map((_, seed) => {
        const model = randomForest.fit(train, train, options, seed);
        const scores = model.predict(test.table);
        const { leaves, trees } = model.diagnostics as unknown as Diagnostics;
        assert.equal(trees, options.nEstimators);
        return {
          auc: rocAuc(scores, test.label),
          averagePrecision: averagePrecision(scores, test.label),
          leaves: leaves / trees,
        };
      });
      for (const metric of ['auc', 'averagePrecision', 'leaves'] as const) {
        const ours = meanAndVariance(actual.map((scores) => scores[metric]));
        const theirs = meanAndVariance(one.scores.map((scores) => scores[metric]));
        // Welch's statistic over the seeds.
        const t = (ours.mean - theirs.mean) / Math.sqrt((ours.variance + theirs.variance) / actual.length);
        assert.ok(Math.abs(t) < 3, `${metric} ${ours.mean}, scikit-learn ${theirs.mean}`);
      }
    });

  it('is the decision tree where nothing is drawn', () => {
    const { train, test } = parts({ missing: true, weighted: true });
    const alone = { maxDepth: 5, minSamplesLeaf: 5 };
    const options = randomForest.options.parse({ ...alone, nEstimators: 1, maxFeatures: 1, bootstrap: false });
    assert.deepEqual(
      randomForest.fit(train, train, options, 1).predict(test.table),
      decisionTree.fit(train, train, decisionTree.options.parse(alone), 1).predict(test.table),
    );
  });
});

for (const baseline of [decisionTree, randomForest])
  describe(`${baseline.name}, as a baseline`, () => {
    const { train, test } = parts({ missing: true });
    const options = baseline.options.parse(baseline === randomForest ? { nEstimators: 5 } : {}) as never;

    it('gives the same bits again, and after save and load', () => {
      const model = baseline.fit(train, train, options, 1);
      const expected = model.predict(test.table);
      assert.deepEqual(baseline.fit(train, train, options, 1).predict(test.table), expected);
      const saved = baseline.saved.parse(JSON.parse(JSON.stringify(model.toJSON())));
      assert.deepEqual(baseline.load(saved).predict(test.table), expected);
    });

    it('takes a whole weight for as many equal rows, but where it counts rows', () => {
      const weighted = parts({ weighted: true }).train;
      const rows = Array.from(weighted.label.keys()).flatMap((row) => new Array(weighted.weight![row]).fill(row));
      const F = columns.length;
      const repeated = {
        table: {
          rows: rows.length,
          columns,
          values: Float32Array.from(rows.flatMap((row) => [...weighted.table.values.slice(row * F, (row + 1) * F)])),
        },
        label: Uint8Array.from(rows, (row) => weighted.label[row]),
      };
      const drawless = baseline.options.parse({
        maxDepth: 3,
        ...(baseline === randomForest ? { nEstimators: 3, bootstrap: false } : {}),
      }) as never;
      const expected = baseline.fit(repeated, repeated, drawless, 1).predict(test.table);
      baseline
        .fit(weighted, weighted, drawless, 1)
        .predict(test.table)
        .forEach((p, row) => {
          assert.ok(Math.abs(p - expected[row]) < 1e-6);
        });
    });

    it('says what is wrong with other columns', () => {
      const model = baseline.fit(train, train, options, 1);
      const others = { ...test.table, columns: [...columns].reverse() };
      assert.throws(
        () => model.predict(others),
        (error: unknown) => error instanceof InputError && /expected x0, x1/.test(error.message),
      );
    });
  });

function meanAndVariance(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, variance };
}
