import { z } from 'zod';
import type { Table } from '../../data/table';
import type { SplitTree } from '../treeEnsemble';

/** A tree whose leaves hold shares of positives. */
export interface ClassificationTree extends SplitTree {
  /** By how much each split lowers the Gini impurity, times the weight of the node's rows. */
  readonly gain: Float64Array;
}

const numbers = z.array(z.number());

/** A tree as JSON. */
export const savedTreeSchema = z.strictObject({
  feature: numbers,
  threshold: numbers,
  missingLeft: numbers,
  left: numbers,
  right: numbers,
  gain: numbers,
  value: numbers,
  cover: numbers,
});
type SavedTree = z.output<typeof savedTreeSchema>;

export function loadTree(saved: SavedTree): ClassificationTree {
  return {
    feature: Int32Array.from(saved.feature),
    threshold: Float64Array.from(saved.threshold),
    missingLeft: Uint8Array.from(saved.missingLeft),
    left: Int32Array.from(saved.left),
    right: Int32Array.from(saved.right),
    gain: Float64Array.from(saved.gain),
    value: Float64Array.from(saved.value),
    cover: Float64Array.from(saved.cover),
  };
}

export function saveTree(tree: ClassificationTree): SavedTree {
  return {
    feature: [...tree.feature],
    threshold: [...tree.threshold],
    missingLeft: [...tree.missingLeft],
    left: [...tree.left],
    right: [...tree.right],
    gain: [...tree.gain],
    value: [...tree.value],
    cover: [...tree.cover],
  };
}

/** Adds `rate` times the value of each row's leaf; scores [rows]. */
export function addTree(
  tree: ClassificationTree,
  { rows, values, columns }: Table,
  rate: number,
  scores: Float64Array,
) {
  const F = columns.length;
  const { feature, threshold, missingLeft, left, right, value } = tree;
  const root = feature.length ? 0 : ~0;
  for (let row = 0; row < rows; row++) {
    let node = root;
    while (node >= 0) {
      const x = values[row * F + feature[node]];
      node = (Number.isNaN(x) ? missingLeft[node] === 1 : x <= threshold[node]) ? left[node] : right[node];
    }
    scores[row] += rate * value[~node];
  }
}

/** The total gain of the splits on each column, the largest first. */
export function importancesOf(trees: readonly ClassificationTree[], columns: readonly string[]) {
  const gain = columns.map(() => 0);
  for (const tree of trees)
    tree.feature.forEach((feature, node) => {
      gain[feature] += tree.gain[node];
    });
  return columns.map((column, c) => ({ column, gain: gain[c] })).sort((a, b) => b.gain - a.gain);
}
