import { event } from '../../src/data/tasks/event';
import { presetTask } from '../../src/data/tasks/task';

/**
 * The protocol of the handbook's chapter 7: seven days of training, seven until their labels are known, seven of test, in
 * four folds; customers known to be defrauded leave the test.
 */
export const fraudTask = presetTask(event, {
  name: 'fraud-handbook',
  summary: 'is this card transaction a fraud, asked when it happens; four prequential folds of a week',
  folds: {
    trainDays: 7,
    validationDays: 7,
    delayDays: 7,
    testDays: 7,
    count: 4,
    everyDays: 7,
    lastTrain: '2018-08-15',
  },
  dropKnownPositives: true,
});
