import { undefinedP } from './pValue';
import { type SignedRanks, wilcoxon } from './wilcoxon';

/** A paired test over blocks: its p-value, and how Wilcoxon's test found it. */
export type BlocksTest = Pick<SignedRanks, 'p' | 'reason' | 'method'>;

/**
 * The fewest blocks that a paired test or a critical-difference diagram is made of: with five, even differences that
 * all have one sign give a p-value of 2 / 2⁵ = .0625.
 */
export const MIN_BLOCKS = 6;

/**
 * Whether a metric differs between two models over blocks, by Wilcoxon's test; NaN for fewer than six. Blocks are what
 * a claim should hold for again: items, or folds with test examples of their own. Seeds are not, for they judge the
 * same examples.
 * @param a the first model's value in each block, [blocks], as `byGroup` gives them
 */
export function blocksP(a: readonly number[], b: readonly number[]): BlocksTest {
  if (a.length < MIN_BLOCKS) return undefinedP(`${a.length} blocks cannot reach 5 %; it takes ${MIN_BLOCKS}`);
  const { p, reason, method } = wilcoxon(a.map((value, block) => value - b[block]));
  return { p, reason, method };
}
