import { z } from 'zod';
import { Random } from '../../base/random';
import { lowerBound } from '../../base/search';
import type { Baseline } from '../baseline';
import { TreeGrower } from './grower';
import { treeOptions } from './treeOptions';
import { savedForestSchema, TreesModel } from './treesModel';

const optionsSchema = z.strictObject({
  nEstimators: z.number().int().positive().default(100),
  ...treeOptions,
  /** How many columns are looked at for each split: the square root of their number, or a share of them. */
  maxFeatures: z.union([z.literal('sqrt'), z.number().positive().max(1)]).default('sqrt'),
  /**
   * Whether each tree is grown on as many rows as there are, drawn with replacement: the more often the higher their
   * weights, which then do nothing else.
   */
  bootstrap: z.boolean().default(true),
});

/** The mean of trees grown on samples of the rows and of the columns (Breiman, Machine Learning 2001). */
export const randomForest: Baseline<typeof optionsSchema, typeof savedForestSchema> = {
  name: 'random-forest',
  summary: 'a random forest of classification trees',
  options: optionsSchema,
  saved: savedForestSchema,
  space: {
    maxDepth: { low: 4, high: 30, integer: true },
    minSamplesLeaf: { low: 1, high: 100, integer: true, log: true },
    maxFeatures: { low: 0.1, high: 1 },
  },
  resource: 'nEstimators',

  fit(train, _validation, { nEstimators, maxFeatures, bootstrap, ...options }, seed) {
    const { columns, rows } = train.table;
    const F = columns.length;
    const looked = Math.max(1, Math.floor(maxFeatures === 'sqrt' ? Math.sqrt(F) : maxFeatures * F));
    const grower = new TreeGrower(train, { ...options, maxFeatures: looked });
    const own = train.weight ? Float64Array.from(train.weight) : new Float64Array(rows).fill(1);
    const ends = cumulated(own);
    const trees = Array.from({ length: nEstimators }, (_, tree) => {
      const random = Random.of(seed, `random forest, tree ${tree}`);
      return grower.grow(bootstrap ? drawn(ends, random) : own, random);
    });
    return new TreesModel(columns, trees);
  },

  load: TreesModel.load,
};

/** Sums of the weights up to and including each row. */
function cumulated(weight: Float64Array): Float64Array {
  let sum = 0;
  return weight.map((one) => {
    sum += one;
    return sum;
  });
}

/** How often each row comes in as many draws as there are rows, with probabilities in proportion to the weights. */
function drawn(ends: Float64Array, random: Random): Float64Array {
  const times = new Float64Array(ends.length);
  const total = ends[ends.length - 1];
  // From above 0 on, so that a row without weight, which ends where the one before it does, is never the first.
  for (let i = 0; i < ends.length; i++) times[lowerBound(ends, (1 - random.next()) * total)]++;
  return times;
}
