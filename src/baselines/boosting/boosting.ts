import { z } from 'zod';
import { InputError } from '../../base/errors';
import { sigmoid } from '../../base/logit';
import { Random } from '../../base/random';
import type { Table } from '../../data/table';
import { averagePrecision, requireBothClasses } from '../../evaluation/ranking';
import type { Baseline, LabelledTable, TabularModel } from '../baseline';
import type { TreeEnsemble } from '../treeEnsemble';
import { type BinnedTable, binTable, findBoundaries } from './bins';
import { TreeScorer } from './scorer';
import { type Tree, TreeGrower } from './tree';

const optionsSchema = z.strictObject({
  /** Maximum number of trees. */
  numTrees: z.number().int().positive().default(500),
  learningRate: z.number().positive().default(0.04),
  /** Maximum number of leaves of a tree. */
  numLeaves: z.number().int().min(2).default(31),
  /** Minimum number of rows in a leaf. */
  minSamplesLeaf: z.number().int().positive().default(100),
  /** Minimum sum of second derivatives in a leaf. */
  minChildWeight: z.number().min(0).default(1e-3),
  /** λ, added to a leaf's sum of second derivatives. */
  l2: z.number().min(0).default(0),
  /** Fractions of the rows and of the columns that each tree is grown on. */
  subsample: z.number().positive().max(1).default(0.7),
  colsample: z.number().positive().max(1).default(0.6),
  /** What a column's bins hold about equally much of: rows, or both classes, for positives that are few and far out. */
  bins: z.enum(['rows', 'classes']).default('rows'),
  /** Training stops after this many trees without a better average precision on validation. */
  patience: z.number().int().positive().default(50),
});
type Options = z.output<typeof optionsSchema>;

const numbers = z.array(z.number());
const savedSchema = z.strictObject({
  columns: z.array(z.string()),
  boundaries: z.array(numbers),
  initScore: z.number(),
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
      cover: numbers,
    }),
  ),
});

/**
 * Gradient boosting of histogram trees on the binary log loss (Friedman, Annals of Statistics 2001;
 * Ke et al., NeurIPS 2017), stopped early on validation by average precision.
 */
export const gradientBoosting: Baseline<typeof optionsSchema, typeof savedSchema> = {
  name: 'gradient-boosting',
  summary: 'gradient boosting of histogram trees, stopped early on validation',
  options: optionsSchema,
  saved: savedSchema,
  space: {
    learningRate: { low: 0.01, high: 0.2, log: true },
    numLeaves: { low: 7, high: 63, integer: true },
    minSamplesLeaf: { low: 20, high: 400, integer: true, log: true },
    l2: { low: 0, high: 10 },
    subsample: { low: 0.4, high: 1 },
    colsample: { low: 0.3, high: 1 },
  },
  resource: 'numTrees',

  fit(train, validation, options, seed) {
    const { initScore, rate, trees, boundaries } = boost(train, validation, options, seed);
    return new BoostedTrees(train.table.columns, boundaries, initScore, rate, trees);
  },

  load({ columns, boundaries, initScore, rate, trees }) {
    return new BoostedTrees(
      columns,
      boundaries.map((edges) => Float64Array.from(edges)),
      initScore,
      rate,
      trees.map((tree) => ({
        feature: Int32Array.from(tree.feature),
        bin: Int32Array.from(tree.bin),
        missingLeft: Uint8Array.from(tree.missingLeft),
        left: Int32Array.from(tree.left),
        right: Int32Array.from(tree.right),
        gain: Float64Array.from(tree.gain),
        value: Float64Array.from(tree.value),
        cover: Float64Array.from(tree.cover),
      })),
    );
  },
};

class BoostedTrees implements TabularModel {
  constructor(
    private readonly columns: readonly string[],
    private readonly boundaries: readonly Float64Array[],
    private readonly initScore: number,
    private readonly rate: number,
    private readonly trees: readonly Tree[],
  ) {}

  /** @throws InputError when the table's columns are not the model's */
  predict(table: Table): Float32Array {
    if (table.columns.join() !== this.columns.join())
      throw new InputError(`columns ${table.columns.join(', ')}`, undefined, this.columns.join(', '));
    const scorer = new TreeScorer(binTable(table, this.boundaries), this.initScore);
    for (const tree of this.trees) scorer.add(tree, this.rate);
    return Float32Array.from(scorer.scores, sigmoid);
  }

  get ensemble(): TreeEnsemble {
    return {
      columns: this.columns,
      trees: this.trees.map((tree) => ({ ...tree, threshold: this.thresholdsOf(tree) })),
      offset: this.initScore,
      rate: this.rate,
      scale: 'log-odds',
    };
  }

  /** The values up to which rows go left; a split behind the last bin parts the missing values from all others. */
  private thresholdsOf({ feature, bin }: Tree): Float64Array {
    return Float64Array.from(feature, (f, node) => this.boundaries[f][bin[node]] ?? Number.POSITIVE_INFINITY);
  }

  get diagnostics() {
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
      initScore: this.initScore,
      rate: this.rate,
      trees: this.trees.map((tree) =>
        Object.fromEntries(Object.entries(tree).map(([name, values]) => [name, Array.from(values as Float64Array)])),
      ),
    };
  }
}

function boost(train: LabelledTable, validation: LabelledTable, options: Options, seed: number) {
  const { table, label, weight } = train;
  const initScore = logOddsOf(label, weight);
  requireBothClasses(validation.label);
  const boundaries = table.columns.map((_, column) =>
    findBoundaries(table, column, options.bins === 'classes' ? label : undefined),
  );
  const binned = binTable(table, boundaries);
  const random = Random.of(seed, 'gradient boosting');
  const grower = new TreeGrower(binned, options);
  const learnt = new TreeScorer(binned, initScore);
  const watched = new TreeScorer(binTable(validation.table, boundaries), initScore);
  const gradient = new Float32Array(table.rows);
  const hessian = new Float32Array(table.rows);
  // A column whose values are all alike cannot be split on.
  const usable = Int32Array.from(boundaries.keys()).filter((column) => varies(binned, column));
  const trees: Tree[] = [];
  let best = { trees: 0, score: Number.NEGATIVE_INFINITY };
  while (trees.length < options.numTrees && trees.length - best.trees < options.patience) {
    const sample = sampleRows(table.rows, options.subsample, random);
    for (let i = 0; i < sample.length; i++) {
      const row = sample[i];
      const p = sigmoid(learnt.scores[row]);
      const w = weight ? weight[row] : 1;
      gradient[row] = w * (p - label[row]);
      hessian[row] = w * p * (1 - p);
    }
    const features = sampleColumns(usable, options.colsample, random);
    const tree = grower.grow(sample, features, gradient, hessian);
    trees.push(tree);
    learnt.add(tree, options.learningRate);
    watched.add(tree, options.learningRate);
    const score = averagePrecision(watched.scores, validation.label);
    if (score > best.score) best = { trees: trees.length, score };
  }
  return { initScore, rate: options.learningRate, trees: trees.slice(0, best.trees), boundaries };
}

/** Log-odds of the (weighted) share of positives. @throws InputError when a class is empty */
function logOddsOf(label: Uint8Array, weight?: Float32Array): number {
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

/** Draws a share of the rows without replacement; they ascend. */
function sampleRows(rows: number, share: number, random: Random): Int32Array {
  const wanted = Math.max(1, Math.round(rows * share));
  const sample = new Int32Array(wanted);
  let taken = 0;
  // Selection sampling (Knuth, TAOCP 3.4.2 S): each row with the probability that exactly `wanted` are taken.
  for (let i = 0; taken < wanted; i++) if ((rows - i) * random.next() < wanted - taken) sample[taken++] = i;
  return sample;
}

function sampleColumns(usable: Int32Array, share: number, random: Random): Int32Array {
  const count = Math.ceil(usable.length * share);
  return random.shuffle(usable.slice()).slice(0, count).sort();
}
