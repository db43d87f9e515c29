import { z } from 'zod';
import { datasets } from '../../src/data/datasets';
import { defineDataset } from '../../src/data/datasets/dataset';
import { pool } from './pool';

/** Data sets put together, so that one model learns from the customers of all. */
export const pooled = defineDataset({
  name: 'pooled',
  summary:
    'several data sets as one: customers and items under the name of their store, all moved to end on the same day',
  options: z.strictObject({
    stores: z
      .array(datasets.reference())
      .min(1)
      .refine((stores) => new Set(stores.map(({ name }) => name)).size === stores.length, 'a store is named twice'),
    /** The last day that all of them cover. */
    until: z.iso.date('expected a date YYYY-MM-DD').default('2011-12-09'),
  }),
  async load({ stores, until }) {
    const logs = stores.map(async (store) => {
      const { entry, options } = datasets.resolve(store);
      return { name: store.name, log: await entry.load(options) };
    });
    return pool(await Promise.all(logs), until);
  },
});
