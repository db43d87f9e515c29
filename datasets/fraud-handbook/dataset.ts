import { defineDataset } from '../../src/data/datasets/dataset';
import { SCENARIOS } from './frauds';
import { optionsSchema } from './options';
import { simulate } from './simulate';

/** The card transactions that the Fraud Detection Handbook simulates. */
export const fraudHandbook = defineDataset({
  name: 'fraud-handbook',
  summary: "the Fraud Detection Handbook's simulated card transactions; 0.8 % are frauds, known after a week",
  folder: __dirname,
  options: optionsSchema,
  load: async (options) => simulate(options).log,
  kinds: async (options) => ({ name: 'scenario', names: SCENARIOS, of: simulate(options).truth.scenario }),
});
