import type { Dataset } from '../../src/data/dataset';
import { simulate } from './simulate';

/** The card transactions that the Fraud Detection Handbook simulates. */
export const fraudHandbook: Dataset = {
  name: 'fraud-handbook',
  description: "the Fraud Detection Handbook's simulated card transactions; 0.8 % are frauds, known after a week",
  folder: __dirname,
  load: async (options = {}) => simulate(options).log,
};
