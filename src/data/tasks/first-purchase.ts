import { defineTask } from '../task';

/**
 * The headline: will this active customer buy, within 90 days, a product that she never bought?
 * The products are chosen before the last training cutoff, so that neither the validation nor the
 * test window had a say in it.
 */
export const firstPurchase = defineTask({
  name: 'first-purchase',
  description: 'an active customer buys, within 90 days, one of the 100 most bought products for the first time',
  activeWithinDays: 365,
  items: { mostBought: 100, withinDays: 365, before: '2011-03-12' },
  firstTimeOnly: true,
  horizonDays: 90,
  cutoffs: {
    test: '2011-09-08',
    validation: '2011-06-10',
    train: { last: '2011-03-12', count: 8, everyDays: 30 },
  },
});
