import type { Random } from '../base/random';
import type { Registry } from '../base/registry';
import type { Learner } from '../training/learner';
import { ensembleOf } from './ensemble';

/**
 * Balanced bagging (Wallace et al., ICDM 2011; Breiman, Machine Learning 1996): each model learns from a bootstrap sample
 * of the positives and one of the negatives.
 */
export function balancedBaggingOf(learners: Registry<Learner>): Learner {
  return ensembleOf(learners, {
    name: 'balanced-bagging',
    summary: "the mean of models that learn from bootstrap samples of both classes' examples, balanced",
    file: __filename,
    draw: ({ positives, negatives }, count, random) =>
      Int32Array.from([...drawAgain(positives, positives.length, random), ...drawAgain(negatives, count, random)]),
  });
}

/** Draws with replacement. */
function drawAgain(rows: Int32Array, count: number, random: Random): Int32Array {
  return Int32Array.from({ length: count }, () => rows[random.int(rows.length)]);
}
