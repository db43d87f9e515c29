import type { SimulationOptions } from '../datasets/fraud-handbook/options';
import { simulate } from '../datasets/fraud-handbook/simulate';
import { AsOf } from '../src/data/asOf';
import { Controls } from '../src/data/controls/controls';
import { ExampleSet } from '../src/data/examples';
import { families } from '../src/features';
import type { Bench } from './bench';
import { type Ours, type Side, sidesTable, takeTurns } from './sides';

const TURNS = 5;

const HANDBOOK = [
  { name: 'asked-event', columns: ['amount', 'weekend', 'night'] },
  { name: 'customer-windows', days: [1, 7, 30] },
  { name: 'item-risk', days: [1, 7, 30], delayDays: 7 },
];

interface Options {
  /** Options of the simulation of card transactions. */
  readonly simulation: SimulationOptions;
  /** Families whose features are computed of every transaction; without any, the transactions are made and indexed. */
  readonly features: readonly (string | object)[];
}

export const features: Bench = {
  name: 'features',
  description: 'card transactions of data set fraud-handbook: log and index, then as-of features of every one of them',

  async run({ turns = TURNS, print }) {
    const side = (name: string, features: Options['features']): Side => ({
      name,
      threads: 1,
      options: { simulation: {}, features },
    });
    const sides = [
      side('simulated, sorted and indexed', []),
      side("the handbook's 15 features", HANDBOOK),
      side('15 + richer features', [...HANDBOOK, 'customer-surprise', 'item-labels']),
    ];
    const figures = await takeTurns('features', sides, { turns });
    print(sidesTable('Ledgerwalk', figures, [], 'transactions/s'));
    return figures;
  },
};

export const ours: Ours<Options> = async ({ simulation, features }) => {
  const specs = features.map((family) => families.reference().parse(family));
  const { log } = simulate(simulation);
  return () => {
    const start = performance.now();
    if (specs.length === 0) simulate(simulation);
    else {
      const { time, customer, item } = log.columns;
      const event = Int32Array.from({ length: log.size }, (_, e) => e);
      const asOf = new AsOf(new ExampleSet({ time, customer, item, event }), log);
      for (const spec of specs) {
        const { entry, options } = families.resolve(spec);
        entry.compute(asOf, options, Controls.none);
      }
    }
    return { seconds: (performance.now() - start) / 1000, work: log.size };
  };
};
