import { horizon } from '../../src/data/tasks/horizon';
import { presetTask } from '../../src/data/tasks/task';

/** Cutoffs that ask over 90 days, the last of them within the log. */
const folds = {
  name: 'single',
  test: '2011-09-08',
  validation: '2011-06-10',
  train: { last: '2011-03-12', count: 8, everyDays: 30 },
};

/**
 * The headline: will this active customer buy, within 90 days, a product that they never bought? The products are chosen
 * before the last training cutoff, so that neither the validation nor the test window had a say in it.
 */
export const firstPurchase = presetTask(horizon, {
  name: 'first-purchase',
  summary: 'an active customer buys, within 90 days, one of the 100 most bought products for the first time',
  activeWithinDays: 365,
  items: { mostBought: 100, withinDays: 365, before: '2011-03-12' },
  firstTimeOnly: true,
  horizonDays: 90,
  folds,
});

/** The classic form: one product, asked of every active customer, whether they bought it before or not. */
export const targetProducts = ['85099B', '85123A', '22423'].map((item) =>
  presetTask(horizon, {
    name: `target-product-${item.toLowerCase()}`,
    summary: `an active customer buys product ${item} within 90 days`,
    activeWithinDays: 365,
    items: [item],
    horizonDays: 90,
    folds,
  }),
);

/** The churn form: does a customer come back within 30 days? Asked of everybody who ever bought. */
export const repurchase30d = presetTask(horizon, {
  name: 'repurchase-30d',
  summary: 'a customer buys again within 30 days',
  horizonDays: 30,
  folds: {
    name: 'single',
    test: '2011-11-01',
    validation: '2011-10-02',
    train: { last: '2011-09-02', count: 8, everyDays: 30 },
  },
});
