import { defineDataset } from '../../src/data/datasets/dataset';
import { optionsSchema } from './options';
import { simulate } from './simulate';

export const simulatedStore = defineDataset({
  name: 'simulated-store',
  summary: 'a simulated store whose customers keep a rhythm, are lost unobserved, and come more often before Christmas',
  folder: __dirname,
  options: optionsSchema,
  load: async (options) => simulate(options),
});
