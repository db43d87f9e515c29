import type { SplitTree } from '../baselines/treeEnsemble';

/** What a path from the root to a leaf asks of one feature: all its splits on it together. */
export interface Condition {
  readonly feature: number;
  /** Values above `low` and up to `high` pass. */
  readonly low: number;
  readonly high: number;
  readonly missingPasses: boolean;
  /** The share of the training rows at these splits that passed, multiplied: the weight of the path without the feature. */
  readonly share: number;
}

/** A leaf and all that leads to it, one condition a feature. */
export interface LeafPath {
  readonly value: number;
  readonly conditions: readonly Condition[];
}

/** The paths of a tree, one a leaf. */
export function pathsOf(tree: SplitTree): LeafPath[] {
  const { feature, threshold, missingLeft, left, right, value, cover } = tree;
  const covers = nodeCovers(tree);
  const coverOf = (node: number) => (node < 0 ? cover[~node] : covers[node]);
  const paths: LeafPath[] = [];
  const waiting: { node: number; conditions: readonly Condition[] }[] = [
    { node: feature.length ? 0 : ~0, conditions: [] },
  ];
  for (let at = waiting.pop(); at; at = waiting.pop()) {
    const { node, conditions } = at;
    if (node < 0) {
      paths.push({ value: value[~node], conditions });
      continue;
    }
    for (const isLeft of [true, false]) {
      const child = isLeft ? left[node] : right[node];
      const split: Condition = {
        feature: feature[node],
        low: isLeft ? Number.NEGATIVE_INFINITY : threshold[node],
        high: isLeft ? threshold[node] : Number.POSITIVE_INFINITY,
        missingPasses: (missingLeft[node] === 1) === isLeft,
        share: coverOf(child) / covers[node],
      };
      waiting.push({ node: child, conditions: withSplit(conditions, split) });
    }
  }
  return paths;
}

/** Sums of the covers under each inner node. A node may stand before or after its children. */
function nodeCovers({ feature, left, right, cover }: SplitTree): Float64Array {
  const covers = new Float64Array(feature.length);
  const order: number[] = feature.length ? [0] : [];
  for (let i = 0; i < order.length; i++)
    for (const child of [left[order[i]], right[order[i]]]) if (child >= 0) order.push(child);
  for (const node of order.reverse())
    for (const child of [left[node], right[node]]) covers[node] += child < 0 ? cover[~child] : covers[child];
  return covers;
}

/** Conditions and one more split, which joins the condition on its feature, if there is one. */
function withSplit(conditions: readonly Condition[], split: Condition): Condition[] {
  const before = conditions.find(({ feature }) => feature === split.feature);
  if (!before) return [...conditions, split];
  const joined: Condition = {
    feature: split.feature,
    low: Math.max(before.low, split.low),
    high: Math.min(before.high, split.high),
    missingPasses: before.missingPasses && split.missingPasses,
    share: before.share * split.share,
  };
  return conditions.map((condition) => (condition === before ? joined : condition));
}
