import type { Dataset } from '../../src/data/dataset';
import { simulate } from './simulate';

/** A simulated shop with planted signals of known size: the test of the whole machine. */
export const syntheticShop: Dataset = {
  name: 'synthetic',
  description: 'a simulated shop in which graph, sequence and frequency tell known parts of who buys',
  folder: __dirname,
  load: async (options = {}) => simulate(options).log,
};
