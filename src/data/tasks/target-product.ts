import { defineTask } from '../task';

/** The classic form: one product, asked of every active customer, whether she bought it before or not. */
const targetProduct = (item: string) =>
  defineTask({
    name: `target-product-${item.toLowerCase()}`,
    description: `an active customer buys product ${item} within 90 days`,
    activeWithinDays: 365,
    items: [item],
    horizonDays: 90,
    cutoffs: {
      test: '2011-09-08',
      validation: '2011-06-10',
      train: { last: '2011-03-12', count: 8, everyDays: 30 },
    },
  });

export const targetProducts = ['85099B', '85123A', '22423'].map(targetProduct);
