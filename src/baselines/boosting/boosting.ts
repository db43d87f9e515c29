import { z } from 'zod';
import { InputError } from '../../base/errors';
import { Random } from '../../base/random';
import type { Table } from '../../data/table';
import { averagePrecision } from '../../evaluation/ranking';
import type { Baseline, LabelledTable, TabularModel } from '../baseline';
import { type BinnedTable, binTable, findBoundaries } from './bins';
import { addTree, type Tree, TreeGrower } from './tree';

const optionsSchema = z.strictObject({
  /** At most so many trees. */
  trees: z.number().int().positive().default(500),
  learningRate: z.number().positive().default(0.04),
  leaves: z.number().int().min(2).default(31),
  /** Fewest rows in a leaf. */
  leastRows: z.number().int().positive().default(100),
  leastHessian: z.number().min(0).default(1e-3),
  l2: z.number().min(0).default(0),
  /** Shares of the rows and of the columns that each tree sees. */
  rowShare: z.number().positive().max(1).default(0.7),
  columnShare: z.number().positive().max(1).default(0.6),
  /** Training ends after so many trees without a better average precision on validation. */
  patience: z.number().int().positive().default(50),
});
type Options = z.output<typeof optionsSchema>;

const numbers = z.array(z.number());
const savedSchema = z.strictObject({
  columns: z.array(z.string()),
  boundaries: z.array(numbers),
  start: z.number(),
  rate: z.number(),
  trees: z.array(
    z.strictObject({
      feature: numbers,
      bin: numbers,
      missingLeft: numbers,
      left: numbers,
      right: numbers,
      gain: numbers,
      value: numbers,
    }),
  ),
});

/**
 * Gradient boosting of histogram trees on the binary log loss (Friedman, Annals of Statistics 2001;
 * Ke et al., NeurIPS 2017), stopped early on validation by average precision.
 */
export const gradientBoosting: Baseline<typeof optionsSchema, typeof savedSchema> = {
  name: 'gradient-boosting',
  options: optionsSchema,
  saved: savedSchema,

  fit(train, validation, options, seed) {
    const { start, rate, trees, boundaries } = boost(train, validation, options, seed);
    return new BoostedTrees(train.table.columns, boundaries, start, rate, trees);
  },

  load({ columns, boundaries, start, rate, trees }) {
    return new BoostedTrees(
      columns,
      boundaries.map((edges) => Float64Array.from(edges)),
      start,
      rate,
      trees.map((tree) => ({
        feature: Int32Array.from(tree.feature),
        bin: Int32Array.from(tree.bin),
        missingLeft: Uint8Array.from(tree.missingLeft),
        left: Int32Array.from(tree.left),
        right: Int32Array.from(tree.right),
        gain: Float64Array.from(tree.gain),
        value: Float64Array.from(tree.value),
      })),
    );
  },
};

class BoostedTrees implements TabularModel {
  constructor(
    private readonly columns: readonly string[],
    private readonly boundaries: readonly Float64Array[],
    private readonly start: number,
    private readonly rate: number,
    private readonly trees: readonly Tree[],
  ) {}

  /** @throws InputError when the table's columns are not the model's */
  predict(table: Table): Float32Array {
    if (table.columns.join() !== this.columns.join())
      throw new InputError(`columns ${table.columns.join(', ')}`, undefined, this.columns.join(', '));
    const binned = binTable(table, this.boundaries);
    const scores = new Float64Array(table.rows).fill(this.start);
    const rows = allRows(table.rows);
    for (const tree of this.trees) addTree(tree, this.rate, binned, rows.slice(), scores);
    return Float32Array.from(scores, sigmoid);
  }

  get notes() {
    const gain = new Map(this.columns.map((column) => [column, 0]));
    for (const tree of this.trees)
      tree.feature.forEach((feature, node) => {
        const column = this.columns[feature];
        gain.set(column, gain.get(column)! + tree.gain[node]);
      });
    const importances = [...gain].map(([column, total]) => ({ column, gain: total })).sort((a, b) => b.gain - a.gain);
    return { trees: this.trees.length, importances };
  }

  toJSON() {
    return {
      columns: this.columns,
      boundaries: this.boundaries.map((edges) => Array.from(edges)),
      start: this.start,
      rate: this.rate,
      trees: this.trees.map((tree) =>
        Object.fromEntries(Object.entries(tree).map(([name, values]) => [name, Array.from(values as Float64Array)])),
      ),
    };
  }
}

function boost(train: LabelledTable, validation: LabelledTable, options: Options, seed: number) {
  const { table, label, weight } = train;
  const start = startOf(label, weight);
  const boundaries = table.columns.map((_, column) => findBoundaries(table, column));
  const binned = binTable(table, boundaries);
  const binnedValidation = binTable(validation.table, boundaries);
  const random = Random.of(seed, 'gradient boosting');
  const grower = new TreeGrower(binned, options);
  const scores = new Float64Array(table.rows).fill(start);
  const watched = new Float64Array(validation.table.rows).fill(start);
  const watchedRows = allRows(watched.length);
  const gradient = new Float32Array(table.rows);
  const hessian = new Float32Array(table.rows);
  // A column whose values are all alike cannot be split on.
  const usable = Int32Array.from(boundaries.keys()).filter((column) => varies(binned, column));
  const trees: Tree[] = [];
  let best = { trees: 0, score: Number.NEGATIVE_INFINITY };
  while (trees.length < options.trees && trees.length - best.trees < options.patience) {
    const { inside, outside } = sampleRows(table.rows, options.rowShare, random);
    for (let i = 0; i < inside.length; i++) {
      const row = inside[i];
      const p = sigmoid(scores[row]);
      const w = weight ? weight[row] : 1;
      gradient[row] = w * (p - label[row]);
      hessian[row] = w * p * (1 - p);
    }
    const features = sampleColumns(usable, options.columnShare, random);
    const { tree, leaves } = grower.grow(inside, features, gradient, hessian);
    trees.push(tree);
    leaves.forEach((rows, leaf) => {
      const step = options.learningRate * tree.value[leaf];
      for (let i = 0; i < rows.length; i++) scores[rows[i]] += step;
    });
    addTree(tree, options.learningRate, binned, outside, scores);
    addTree(tree, options.learningRate, binnedValidation, watchedRows.slice(), watched);
    const score = averagePrecision(watched, validation.label);
    if (score > best.score) best = { trees: trees.length, score };
  }
  return { start, rate: options.learningRate, trees: trees.slice(0, best.trees), boundaries };
}

/** Log-odds of the (weighted) share of positives. @throws InputError when a class is empty */
function startOf(label: Uint8Array, weight?: Float32Array): number {
  let positive = 0;
  let total = 0;
  for (let i = 0; i < label.length; i++) {
    const w = weight ? weight[i] : 1;
    total += w;
    if (label[i]) positive += w;
  }
  if (positive === 0 || positive === total)
    throw new InputError(`all ${label.length} training examples have the same label`, undefined, 'both classes');
  return Math.log(positive / (total - positive));
}

function varies({ bins }: BinnedTable, column: number): boolean {
  const values = bins[column];
  return values.some((bin) => bin !== values[0]);
}

/** Draws a share of the rows without replacement; both parts ascend. */
function sampleRows(rows: number, share: number, random: Random): { inside: Int32Array; outside: Int32Array } {
  if (share === 1) return { inside: allRows(rows), outside: new Int32Array(0) };
  const wanted = Math.max(1, Math.round(rows * share));
  const inside = new Int32Array(wanted);
  const outside = new Int32Array(rows - wanted);
  let taken = 0;
  for (let i = 0; i < rows; i++) {
    // Selection sampling (Knuth, TAOCP 3.4.2 S): each row with the chance that exactly `wanted` are taken.
    if ((rows - i) * random.next() < wanted - taken) inside[taken++] = i;
    else outside[i - taken] = i;
  }
  return { inside, outside };
}

function sampleColumns(usable: Int32Array, share: number, random: Random): Int32Array {
  const count = Math.ceil(usable.length * share);
  return random.shuffle(usable.slice()).slice(0, count).sort();
}

function allRows(rows: number): Int32Array {
  const all = new Int32Array(rows);
  for (let i = 0; i < rows; i++) all[i] = i;
  return all;
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
