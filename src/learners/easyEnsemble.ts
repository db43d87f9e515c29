import type { Registry } from '../base/registry';
import type { Learner } from '../training/learner';
import { ensembleOf } from './ensemble';

/**
 * EasyEnsemble (Liu, Wu and Zhou, IEEE Transactions on Systems, Man and Cybernetics 2009) over any learner: each model
 * learns from all positives and from negatives drawn without replacement.
 */
export function easyEnsembleOf(learners: Registry<Learner>): Learner {
  return ensembleOf(learners, {
    name: 'easy-ensemble',
    summary: 'the mean of models that learn from all positives and a few of the negatives each',
    file: __filename,
    draw: ({ positives, negatives }, count, random) =>
      Int32Array.from([...positives, ...random.shuffle(negatives.slice()).subarray(0, count)]),
  });
}
