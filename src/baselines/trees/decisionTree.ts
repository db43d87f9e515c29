import { z } from 'zod';
import { Random } from '../../base/random';
import type { Baseline } from '../baseline';
import { TreeGrower } from './grower';
import { treeOptions } from './treeOptions';
import { savedForestSchema, TreesModel } from './treesModel';

const optionsSchema = z.strictObject(treeOptions);

/** A classification tree by the Gini impurity; the options are scikit-learn's, and so is the tree. */
export const decisionTree: Baseline<typeof optionsSchema, typeof savedForestSchema> = {
  name: 'decision-tree',
  summary: 'a classification tree',
  options: optionsSchema,
  saved: savedForestSchema,
  space: {
    maxDepth: { low: 2, high: 20, integer: true },
    minSamplesLeaf: { low: 1, high: 400, integer: true, log: true },
  },

  fit(train, _validation, options, seed) {
    const { columns } = train.table;
    const grower = new TreeGrower(train, { ...options, maxFeatures: columns.length });
    const weight = train.weight ? Float64Array.from(train.weight) : new Float64Array(train.label.length).fill(1);
    return new TreesModel(columns, [grower.grow(weight, Random.of(seed, 'decision tree'))]);
  },

  load: TreesModel.load,
};
