import { z } from 'zod';
import { datasets } from '../../../src/data/datasets';
import { taskReference } from '../../../src/data/tasks/reference';
import { NETWORK_NAMES } from './networks';

/** Options of the study. */
export const optionsSchema = z.strictObject({
  dataset: datasets.reference().prefault('online-retail-ii'),
  /** The products that are asked about, an experiment each; the quick preset compares all networks on the first alone. */
  products: z.array(z.string()).min(1).default(['85099B', '85123A', '22423']),
  /** Options of task `horizon`, for products that the repository has no task for. */
  task: z.record(z.string(), z.unknown()).optional(),
  /** The task whose examples are customers and products in pairs, of the same data set; null to leave it out. */
  query: taskReference.nullable().prefault('first-purchase'),
  /** The networks of the grid. */
  networks: z.array(z.enum(NETWORK_NAMES)).min(1).default(NETWORK_NAMES),
  /** Attempts of the random search; 3 in the quick preset and 12 in the full one if omitted. */
  budget: z.number().int().positive().optional(),
});

export type Options = z.output<typeof optionsSchema>;
