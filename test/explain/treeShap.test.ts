import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Random } from '../../src/base/random';
import type { LabelledTable } from '../../src/baselines/baseline';
import { gradientBoosting } from '../../src/baselines/boosting/boosting';
import type { SplitTree, TreeEnsemble } from '../../src/baselines/treeEnsemble';
import { decisionTree } from '../../src/baselines/trees/decisionTree';
import { randomForest } from '../../src/baselines/trees/randomForest';
import type { Table } from '../../src/data/table';
import { outputs } from '../../src/explain/attributions';
import { treeShap } from '../../src/explain/treeShap';
import { bruteForceShapley } from './shapley';

interface Case {
  readonly name: string;
  readonly trees: readonly Record<keyof SplitTree, number[]>[];
  readonly offset: number;
  readonly rate: number;
  readonly rows: readonly (readonly (number | null)[])[];
  readonly base: number;
  readonly shap: readonly (readonly number[])[];
  readonly output: readonly number[];
}

const { cases } = JSON.parse(readFileSync(join(__dirname, '../fixtures/treeShap.json'), 'utf8')) as { cases: Case[] };

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < actual.length; i++)
    assert.ok(Math.abs(actual[i] - expected[i]) <= tolerance, `${what}, ${i}: ${actual[i]}, not ${expected[i]}`);
}

function tableOf(rows: readonly (readonly (number | null)[])[]): Table {
  const columns = rows[0].map((_, c) => `x${c}`);
  return { rows: rows.length, columns, values: Float32Array.from(rows.flat(), (value) => value ?? Number.NaN) };
}

function treeOf(arrays: Record<keyof SplitTree, number[]>): SplitTree {
  return {
    feature: Int32Array.from(arrays.feature),
    threshold: Float64Array.from(arrays.threshold),
    missingLeft: Uint8Array.from(arrays.missingLeft),
    left: Int32Array.from(arrays.left),
    right: Int32Array.from(arrays.right),
    value: Float64Array.from(arrays.value),
    cover: Float64Array.from(arrays.cover),
  };
}

/** What a tree is expected to say of a row whose unknown features follow the training rows. */
function expectation(tree: SplitTree, row: Float32Array, known: (feature: number) => boolean): number {
  const coverOf = (node: number): number =>
    node < 0 ? tree.cover[~node] : coverOf(tree.left[node]) + coverOf(tree.right[node]);
  const visit = (node: number): number => {
    if (node < 0) return tree.value[~node];
    const [left, right] = [tree.left[node], tree.right[node]];
    if (known(tree.feature[node])) {
      const x = row[tree.feature[node]];
      return visit((Number.isNaN(x) ? tree.missingLeft[node] === 1 : x <= tree.threshold[node]) ? left : right);
    }
    const [a, b] = [coverOf(left), coverOf(right)];
    return (a * visit(left) + b * visit(right)) / (a + b);
  };
  return visit(tree.feature.length ? 0 : ~0);
}

/** Rows with missing values; the label depends on the first two columns alone. */
function madeUp(rows: number, columns: number, seed: number): LabelledTable {
  const random = Random.of(seed, 'rows');
  const values = new Float32Array(rows * columns);
  const label = Uint8Array.from({ length: rows }, (_, row) => {
    for (let c = 0; c < columns; c++) values[row * columns + c] = random.normal();
    const [a, b] = values.subarray(row * columns);
    const z = b > 0 ? 2 * a + b : b;
    if (random.next() < 0.3) values[row * columns] = Number.NaN;
    return random.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  });
  return { table: { rows, columns: Array.from({ length: columns }, (_, c) => `x${c}`), values }, label };
}

describe('TreeSHAP', () => {
  for (const { name, trees, offset, rate, rows, base, shap, output } of cases)
    it(`of ${name} is what shap says`, () => {
      const table = tableOf(rows);
      const ensemble = { columns: table.columns, trees: trees.map(treeOf), offset, rate, scale: 'log-odds' as const };
      const found = treeShap(ensemble, table);
      near([found.base], [base], 1e-6, 'base');
      near(found.values, shap.flat(), 1e-6, 'SHAP value');
      near(outputs(found), output, 1e-6, 'output');
    });

  it('is the Shapley value of what a tree expects, for any tree and any row', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 5 }), (seed, leaves, F) => {
        const random = Random.of(seed, 'tree');
        const tree = randomTree(leaves, F, random);
        const values = Float32Array.from({ length: F }, () => (random.next() < 0.2 ? Number.NaN : random.int(7) - 3));
        const columns = Array.from({ length: F }, (_, f) => `x${f}`);
        const ensemble: TreeEnsemble = { columns, trees: [tree], offset: 0.5, rate: 2, scale: 'log-odds' };
        const found = treeShap(ensemble, { rows: 1, columns, values });
        const value = (known: readonly boolean[]) => 0.5 + 2 * expectation(tree, values, (f) => known[f]);
        near(found.values, bruteForceShapley(F, value), 1e-9, 'contribution');
        near([found.base], [value(columns.map(() => false))], 1e-9, 'base');
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('is the same for paths of many features as for paths of few', () => {
    // Twenty splits in a row, each on a feature of its own, from the root to the last leaf.
    const F = 20;
    const random = Random.of(3, 'deep');
    const deep: SplitTree = {
      feature: Int32Array.from({ length: F }, (_, f) => f),
      threshold: new Float64Array(F),
      missingLeft: new Uint8Array(F),
      left: Int32Array.from({ length: F }, (_, f) => ~f),
      right: Int32Array.from({ length: F }, (_, f) => (f + 1 < F ? f + 1 : ~F)),
      value: Float64Array.from({ length: F + 1 }, (_, l) => (l === F ? 1 : 0)),
      cover: Float64Array.from({ length: F + 1 }, () => 1 + random.int(9)),
    };
    const columns = Array.from({ length: F }, (_, f) => `x${f}`);
    const values = Float32Array.from({ length: F }, (_, f) => (f % 3 ? 1 : -1));
    const ensemble: TreeEnsemble = { columns, trees: [deep], offset: 0, rate: 1, scale: 'probability' };
    const found = treeShap(ensemble, { rows: 1, columns, values });
    near(outputs(found), [0], 1e-12, 'output');
    // Features that fail are alike, for the path's value is a product.
    const failing = found.values.filter((_, f) => f % 3 === 0);
    near(
      failing,
      failing.map(() => failing[0]),
      1e-15,
      'a failing feature',
    );
    // The same leaf's value by definition: the sum over coalition sizes, with elementary symmetric polynomials.
    const total = deep.cover.reduce((sum, cover) => sum + cover, 0);
    let below = total;
    const shares = Array.from({ length: F }, (_, f) => {
      const share = (below - deep.cover[f]) / below;
      below -= deep.cover[f];
      return share;
    });
    const passing = shares.filter((_, f) => f % 3 !== 0);
    const allFailing = shares.filter((_, f) => f % 3 === 0).reduce((a, b) => a * b, 1);
    let expected = 0;
    for (let k = 0; k <= passing.length; k++)
      expected -= (allFailing * symmetric(passing, passing.length - k)) / (F * choose(F - 1, k));
    near([failing[0]], [expected], 1e-15, 'a failing feature');
  });

  it('adds up to the log-odds that boosting predicts, with missing values and without', () => {
    const train = madeUp(2000, 4, 1);
    const model = gradientBoosting.fit(
      train,
      madeUp(1000, 4, 2),
      gradientBoosting.options.parse({ numTrees: 40, learningRate: 0.2 }),
      0,
    );
    const { table } = madeUp(300, 4, 3);
    const found = treeShap(model.ensemble!, table);
    const predicted = model.predict(table);
    near(
      Array.from(outputs(found), (z) => 1 / (1 + Math.exp(-z))),
      predicted,
      1e-6,
      'probability',
    );
    const again = gradientBoosting.load(gradientBoosting.saved.parse(JSON.parse(JSON.stringify(model))));
    assert.deepEqual(treeShap(again.ensemble!, table), found);
  });

  it('gives what the label does not depend on next to nothing', () => {
    const model = gradientBoosting.fit(
      madeUp(8000, 4, 4),
      madeUp(2000, 4, 5),
      gradientBoosting.options.parse({ learningRate: 0.1, numLeaves: 6, minSamplesLeaf: 500, patience: 10 }),
      0,
    );
    const { table } = madeUp(500, 4, 6);
    const { values } = treeShap(model.ensemble!, table);
    const magnitude = [0, 1, 2, 3].map((f) => values.reduce((sum, v, i) => (i % 4 === f ? sum + Math.abs(v) : sum), 0));
    for (const noise of [2, 3])
      for (const signal of [0, 1]) assert.ok(magnitude[noise] < 0.1 * magnitude[signal], `x${noise}: ${magnitude}`);
  });

  for (const [baseline, options] of [
    [decisionTree, { minSamplesLeaf: 5 }],
    [randomForest, { nEstimators: 10, minSamplesLeaf: 5 }],
  ] as const)
    it(`adds up to the probability that a ${baseline.name} predicts`, () => {
      const train = madeUp(600, 4, 7);
      const model = baseline.fit(train, train, baseline.options.parse(options) as never, 0);
      const { table } = madeUp(100, 4, 8);
      near(outputs(treeShap(model.ensemble!, table)), model.predict(table), 1e-6, 'probability');
    });

  it('refuses a table of other columns', () => {
    const ensemble: TreeEnsemble = { columns: ['a', 'b'], trees: [], offset: 0, rate: 1, scale: 'log-odds' };
    const table = { rows: 1, columns: ['a', 'c'], values: new Float32Array(2) };
    assert.throws(() => treeShap(ensemble, table), { name: 'InputError', message: /columns a, c.*a, b/ });
  });
});

function randomTree(leaves: number, F: number, random: Random): SplitTree {
  const nodes = leaves - 1;
  const left = new Int32Array(nodes);
  const right = new Int32Array(nodes);
  const open: { parent: number; side: Int32Array }[] = [{ parent: -1, side: left }];
  for (let node = 0; node < nodes; node++) {
    const [{ parent, side }] = open.splice(random.int(open.length), 1);
    if (parent >= 0) side[parent] = node;
    open.push({ parent: node, side: left }, { parent: node, side: right });
  }
  open.forEach(({ parent, side }, leaf) => {
    if (parent >= 0) side[parent] = ~leaf;
  });
  return {
    feature: Int32Array.from(left, () => random.int(F)),
    threshold: Float64Array.from(left, () => random.int(7) - 3),
    missingLeft: Uint8Array.from(left, () => random.int(2)),
    left,
    right,
    value: Float64Array.from({ length: leaves }, () => random.normal()),
    cover: Float64Array.from({ length: leaves }, () => 1 + random.int(20)),
  };
}

/** The elementary symmetric polynomial of degree k. */
function symmetric(values: readonly number[], k: number): number {
  const e = [1, ...new Array<number>(k).fill(0)];
  for (const value of values) for (let d = k; d > 0; d--) e[d] += value * e[d - 1];
  return e[k];
}

function choose(n: number, k: number): number {
  return k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k;
}
