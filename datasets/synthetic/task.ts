import { horizon } from '../../src/data/tasks/horizon';
import { presetTask } from '../../src/data/tasks/task';

/**
 * When customers are asked: label windows follow one another without gap or overlap, so that the true probability of
 * each label is known. The shop's calendar is made from these.
 */
export const CUTOFFS = {
  horizonDays: 60,
  test: '2020-11-01',
  validation: '2020-09-02',
  train: { last: '2020-07-04', count: 4, everyDays: 60 },
};

const { horizonDays, ...cutoffs } = CUTOFFS;

/** The question of the simulated shop. */
export const syntheticTask = presetTask(horizon, {
  name: 'synthetic',
  summary: 'a customer of the simulated shop buys the target item, for the first time, within 60 days',
  items: ['target'],
  firstTimeOnly: true,
  horizonDays,
  folds: { name: 'single', ...cutoffs },
});
