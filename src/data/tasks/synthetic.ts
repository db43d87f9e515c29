import { defineTask } from '../task';

/**
 * The question of the simulated shop (`datasets/synthetic`), which reads its calendar from here: label
 * windows follow one another without overlap, so that the true probability of each label is known.
 */
export const synthetic = defineTask({
  name: 'synthetic',
  description: 'a customer of the simulated shop buys the target item, for the first time, within 60 days',
  items: ['target'],
  firstTimeOnly: true,
  horizonDays: 60,
  cutoffs: {
    test: '2020-11-01',
    validation: '2020-09-02',
    train: { last: '2020-07-04', count: 4, everyDays: 60 },
  },
});
