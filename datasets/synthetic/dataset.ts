import { defineDataset } from '../../src/data/datasets/dataset';
import { optionsSchema } from './options';
import { simulate } from './simulate';

/** A simulated shop with planted signals of known size: the test of the whole machine. */
export const syntheticShop = defineDataset({
  name: 'synthetic',
  summary: 'a simulated shop in which graph, sequence and frequency tell known parts of who buys',
  folder: __dirname,
  options: optionsSchema,
  load: async (options) => simulate(options).log,
});
