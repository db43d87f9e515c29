import { defineTask } from '../task';

/** The churn form: does a customer come back within 30 days? Asked of everybody who ever bought. */
export const repurchase30d = defineTask({
  name: 'repurchase-30d',
  description: 'a customer buys again within 30 days',
  horizonDays: 30,
  cutoffs: {
    test: '2011-11-01',
    validation: '2011-10-02',
    train: { last: '2011-09-02', count: 8, everyDays: 30 },
  },
});
