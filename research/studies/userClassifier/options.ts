import { z } from 'zod';
import { datasets } from '../../../datasets';
import { FEATURE_NAMES } from './features';

/** What can be turned in the study. */
export const optionsSchema = z.strictObject({
  /** Where the transactions come from. */
  dataset: datasets.reference().prefault('online-retail-ii'),
  /** A customers CSV of your own, of the same columns, instead of the one that is made from the transactions. */
  csv: z.string().optional(),
  /** Cutoffs to train on, a quarter apart. */
  trainingCutoffs: z.number().int().positive().default(4),
  /** The share of the training customers who are of high value. */
  topShare: z.number().gt(0).max(0.5).default(0.1),
  /** The columns of the step: their number is the LSTM's input size. */
  columns: z.array(z.enum(FEATURE_NAMES)).min(1).default(FEATURE_NAMES),
  hiddenSize: z.number().int().positive().default(32),
  layers: z.number().int().positive().default(1),
  dropout: z.number().min(0).max(0.9).default(0.2),
  epochs: z.number().int().positive().default(60),
  patience: z.number().int().positive().default(10),
  batchSize: z.number().int().positive().default(256),
  learningRate: z.number().positive().default(0.002),
});
export type Options = z.output<typeof optionsSchema>;
