import type { Random } from '../../base/random';
import type { LabelledTable } from '../baseline';
import type { ClassificationTree } from './classificationTree';

export interface GrowerOptions {
  /** Maximum number of splits from the root to a leaf; null for no limit. */
  readonly maxDepth: number | null;
  /** Minimum number of rows in a node that is split. */
  readonly minSamplesSplit: number;
  /** Minimum number of rows in a leaf. */
  readonly minSamplesLeaf: number;
  /** The number of columns that are looked at for each split. */
  readonly maxFeatures: number;
}

/** A node to be split: its rows are `sorted[column][from … to)`, in the order of each column's values. */
interface Node {
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly weight: number;
  readonly positive: number;
  /** Its parent node and side; -1 for the root. */
  readonly parent: number;
  readonly isLeft: boolean;
}

interface Split {
  /** Σ positive² / weight over both sides; -∞ where no split is allowed. */
  score: number;
  feature: number;
  threshold: number;
  missingLeft: boolean;
  /** Sums and number of the rows that go left. */
  weight: number;
  positive: number;
  count: number;
}

/**
 * Grows classification trees by the Gini impurity (Breiman, Friedman, Olshen and Stone, Classification and Regression
 * Trees, 1984) with exact splits, halfway between neighbouring values. Missing values go to the side where they fit
 * better; where training had none, to the side with more rows. Every column is sorted once; a split parts each column's
 * rows and keeps their order.
 */
export class TreeGrower {
  private readonly columns: readonly Float32Array[];
  /** All rows in the order of each column's values, the missing ones last. */
  private readonly order: readonly Int32Array[];
  /** Those of the tree that grows. */
  private readonly sorted: readonly Int32Array[];
  private readonly spare: Int32Array;
  private readonly goesLeft: Uint8Array;
  private readonly features: Int32Array;

  constructor(
    private readonly train: LabelledTable,
    private readonly options: GrowerOptions,
  ) {
    const { rows, values, columns } = train.table;
    const F = columns.length;
    this.columns = columns.map((_, c) => Float32Array.from({ length: rows }, (_, row) => values[row * F + c]));
    this.order = this.columns.map(ascending);
    this.sorted = columns.map(() => new Int32Array(rows));
    this.spare = new Int32Array(rows);
    this.goesLeft = new Uint8Array(rows);
    this.features = Int32Array.from(columns.keys());
  }

  /**
   * @param weight of each row; those of weight 0 are left out [rows]
   * @param random draws the columns that are looked at; none is drawn where all are
   */
  grow(weight: Float64Array, random: Random): ClassificationTree {
    const root = this.start(weight);
    const feature: number[] = [];
    const threshold: number[] = [];
    const missingLeft: number[] = [];
    const left: number[] = [];
    const right: number[] = [];
    const gain: number[] = [];
    const value: number[] = [];
    const cover: number[] = [];
    const waiting = [root];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const split = this.isLeaf(node) ? undefined : this.bestSplit(node, weight, random);
      const name = split ? feature.length : ~value.length;
      if (node.parent >= 0) (node.isLeft ? left : right)[node.parent] = name;
      if (!split) {
        value.push(node.positive / node.weight);
        cover.push(node.weight);
        continue;
      }
      feature.push(split.feature);
      threshold.push(split.threshold);
      missingLeft.push(split.missingLeft ? 1 : 0);
      left.push(0);
      right.push(0);
      gain.push(2 * (split.score - (node.positive * node.positive) / node.weight));
      this.part(node, split);
      const middle = node.from + split.count;
      const depth = node.depth + 1;
      const { weight: w, positive: p } = split;
      waiting.push(
        {
          from: middle,
          to: node.to,
          depth,
          weight: node.weight - w,
          positive: node.positive - p,
          parent: name,
          isLeft: false,
        },
        { from: node.from, to: middle, depth, weight: w, positive: p, parent: name, isLeft: true },
      );
    }
    return {
      feature: Int32Array.from(feature),
      threshold: Float64Array.from(threshold),
      missingLeft: Uint8Array.from(missingLeft),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      gain: Float64Array.from(gain),
      value: Float64Array.from(value),
      cover: Float64Array.from(cover),
    };
  }

  private start(weight: Float64Array): Node {
    const { label } = this.train;
    let count = 0;
    this.order.forEach((order, c) => {
      const sorted = this.sorted[c];
      count = 0;
      for (const row of order) if (weight[row] > 0) sorted[count++] = row;
    });
    let total = 0;
    let positive = 0;
    for (let row = 0; row < label.length; row++) {
      total += weight[row];
      if (label[row]) positive += weight[row];
    }
    return { from: 0, to: count, depth: 0, weight: total, positive, parent: -1, isLeft: false };
  }

  /** Whether a split could gain nothing, or none is allowed. */
  private isLeaf({ from, to, depth }: Node): boolean {
    const { maxDepth, minSamplesSplit, minSamplesLeaf } = this.options;
    if (depth === (maxDepth ?? -1) || to - from < Math.max(minSamplesSplit, 2 * minSamplesLeaf)) return true;
    const { label } = this.train;
    const rows = this.sorted[0];
    const first = label[rows[from]];
    for (let i = from + 1; i < to; i++) if (label[rows[i]] !== first) return false;
    return true;
  }

  /** The best split of a node on a draw of columns; columns that are constant there do not count unless all are. */
  private bestSplit(node: Node, weight: Float64Array, random: Random): Split | undefined {
    const { features } = this;
    const { maxFeatures } = this.options;
    const drawn = maxFeatures < features.length;
    const best: Split = {
      score: Number.NEGATIVE_INFINITY,
      feature: -1,
      threshold: 0,
      missingLeft: false,
      weight: 0,
      positive: 0,
      count: 0,
    };
    let varying = 0;
    for (let f = 0; f < features.length && (f < maxFeatures || varying === 0); f++) {
      if (drawn) {
        const other = f + random.int(features.length - f);
        [features[f], features[other]] = [features[other], features[f]];
      }
      if (this.varies(node, features[f])) {
        varying++;
        this.search(node, features[f], weight, best);
      }
    }
    return best.feature < 0 ? undefined : best;
  }

  private varies({ from, to }: Node, feature: number): boolean {
    const rows = this.sorted[feature];
    const x = this.columns[feature];
    // Object.is: missing values are alike.
    return !Object.is(x[rows[from]], x[rows[to - 1]]);
  }

  /** Betters `best` by the thresholds of a column. */
  private search(node: Node, feature: number, weight: Float64Array, best: Split): void {
    const { label } = this.train;
    const { minSamplesLeaf } = this.options;
    const rows = this.sorted[feature];
    const x = this.columns[feature];
    let present = node.to;
    let missingWeight = 0;
    let missingPositive = 0;
    while (Number.isNaN(x[rows[present - 1]])) {
      const row = rows[--present];
      missingWeight += weight[row];
      if (label[row]) missingPositive += weight[row];
    }
    const missing = node.to - present;
    for (const missingLeft of missing > 0 ? [false, true] : [false]) {
      let w = missingLeft ? missingWeight : 0;
      let p = missingLeft ? missingPositive : 0;
      let count = missingLeft ? missing : 0;
      for (let i = node.from; i < present; i++) {
        const row = rows[i];
        w += weight[row];
        if (label[row]) p += weight[row];
        count++;
        // Behind the last value stand the missing ones, if any, and only once.
        if (i + 1 === present ? missing === 0 || missingLeft : x[rows[i + 1]] === x[row]) continue;
        if (count < minSamplesLeaf) continue;
        if (node.to - node.from - count < minSamplesLeaf) break;
        const q = node.positive - p;
        const score = (p * p) / w + (q * q) / (node.weight - w);
        if (score <= best.score) continue;
        best.score = score;
        best.feature = feature;
        best.threshold = i + 1 === present ? Number.MAX_VALUE : halfway(x[row], x[rows[i + 1]]);
        best.missingLeft = missing > 0 ? missingLeft : 2 * count > node.to - node.from;
        best.weight = w;
        best.positive = p;
        best.count = count;
      }
    }
  }

  /** Puts the rows that go left in front of the others, in every column's order. */
  private part({ from, to }: Node, { feature, threshold, missingLeft }: Split): void {
    const { goesLeft, spare } = this;
    const x = this.columns[feature];
    const split = this.sorted[feature];
    for (let i = from; i < to; i++) {
      const value = x[split[i]];
      goesLeft[split[i]] = (Number.isNaN(value) ? missingLeft : value <= threshold) ? 1 : 0;
    }
    for (const rows of this.sorted) {
      let lefts = from;
      let rights = 0;
      // Each row is written to both sides, and one of them advances: no branch to mispredict.
      for (let i = from; i < to; i++) {
        const row = rows[i];
        const isLeft = goesLeft[row];
        rows[lefts] = row;
        spare[rights] = row;
        lefts += isLeft;
        rights += 1 - isLeft;
      }
      rows.set(spare.subarray(0, rights), lefts);
    }
  }
}

/** Rows in ascending order of their values, the missing ones last. */
function ascending(values: Float32Array): Int32Array {
  return Int32Array.from(values.keys()).sort((a, b) => {
    if (Number.isNaN(values[a])) return Number.isNaN(values[b]) ? a - b : 1;
    if (Number.isNaN(values[b])) return -1;
    return values[a] - values[b] || a - b;
  });
}

/** Between two values, but below the upper one. */
function halfway(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle < upper ? middle : lower;
}
