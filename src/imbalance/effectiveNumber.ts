import type { ClassCounts } from './loss';

/** What an example of each class weighs. */
export interface ClassWeights {
  readonly positive: number;
  readonly negative: number;
}

/**
 * Weights of one over each class's effective number of examples, (1 − βⁿ) / (1 − β), with a mean of 1 over the two classes
 * (Cui et al., CVPR 2019). β = 0 weighs both classes alike; β → 1 gives both the same total.
 */
export function effectiveNumberWeights({ positives, negatives }: ClassCounts, beta: number): ClassWeights {
  const [p, n] = [positives, negatives].map((count) => (1 - beta) / (1 - beta ** count));
  return { positive: (2 * p) / (p + n), negative: (2 * n) / (p + n) };
}
