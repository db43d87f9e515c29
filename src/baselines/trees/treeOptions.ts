import { z } from 'zod';

/** When a tree stops to grow; named as scikit-learn names it. */
export const treeOptions = {
  /** Maximum number of splits from the root to a leaf; null for no limit. */
  maxDepth: z.number().int().positive().nullable().default(null),
  /** Minimum number of rows in a node that is split. */
  minSamplesSplit: z.number().int().min(2).default(2),
  /** Minimum number of rows in a leaf. */
  minSamplesLeaf: z.number().int().positive().default(1),
};
