import { z } from 'zod';
import { NO_OPTIONS } from '../../../src/base/component';
import { InputError } from '../../../src/base/errors';
import type { AsOf } from '../../../src/data/asOf';
import { UsualAmount } from '../../../src/data/usualAmount';
import { defineLearner, type FittedModel } from '../../../src/training/learner';
import { optionsSchema, type Settings } from '../options';
import { type Simulation, simulate } from '../simulate';
import { densityOf } from './density';
import { FraudFilter, type SideProbabilities } from './filter';
import { fitFilter } from './fit';
import { generatorParameters, trueAmounts } from './generator';
import { readTimeline, type Timeline } from './timeline';

const numbersSchema = z.strictObject({
  terminalHazard: z.number(),
  terminalDays: z.number(),
  customerHazard: z.number(),
  customerDays: z.number(),
  share: z.number(),
  factor: z.number(),
  limit: z.number(),
  histogram: z.array(z.number()).min(1),
});

/** The simulator's structure is known, and none of its numbers: these are fitted to the training examples. */
export const fraudFilter = defineLearner({
  name: 'fraud-filter',
  summary:
    "hidden Markov filters of terminals and customers: the fraud simulator's structure known, its numbers fitted",
  options: NO_OPTIONS,
  saved: numbersSchema,
  asks: 'events',

  async fit({ train }) {
    const { histogram, ...numbers } = fitFilter(timelineOf(train.asOf), train.label);
    return fittedModel({ ...numbers, histogram: Array.from(histogram) });
  },

  load: fittedModel,
});

function fittedModel(saved: z.output<typeof numbersSchema>): FittedModel {
  const { histogram, ...numbers } = saved;
  const parameters = { ...numbers, density: densityOf(Float64Array.from(histogram)) };
  return {
    diagnostics: numbers,
    ...predictions((asOf) => new FraudFilter(timelineOf(asOf)).sides(parameters)),
    toJSON: () => saved,
    dispose: () => {},
  };
}

/** With amounts over what is usual for customers as far as a bank can tell. */
function timelineOf(asOf: AsOf): Timeline {
  const customers = asOf.extent.ofCustomer.length;
  return readTimeline(asOf, new UsualAmount(customers, { priorEvents: 2, largeRatio: 2.6, settledAfter: 5 }));
}

/** The two sides are the model's branches. */
function predictions(sides: (asOf: AsOf) => SideProbabilities): Pick<FittedModel, 'predict' | 'predictByBranch'> {
  return {
    predict(asOf) {
      const { terminal, customer } = sides(asOf);
      return Float32Array.from(terminal, (p, row) => p + (1 - p) * customer[row]);
    },
    predictByBranch: (asOf) =>
      new Map(Object.entries(sides(asOf)).map(([side, probability]) => [side, Float32Array.from(probability)])),
  };
}

/**
 * Structure and numbers are the simulator's own, and so are the customers' means: what no bank knows, and hardly any
 * model beats but by luck.
 */
export const fraudCeiling = defineLearner({
  name: 'fraud-ceiling',
  summary: "the filters with the fraud simulator's own numbers, which no bank knows: a ceiling",
  options: z.strictObject({
    /** Options of the simulation whose transactions are asked about. */
    simulation: optionsSchema.prefault({}),
  }),
  saved: z.strictObject({ simulation: optionsSchema }),
  asks: 'events',
  fit: async (_, { simulation }) => ceilingModel(simulation),
  load: ({ simulation }) => ceilingModel(simulation),
});

function ceilingModel(simulation: Settings): FittedModel {
  let simulated: Simulation | undefined;
  return {
    diagnostics: {},
    ...predictions((asOf) => {
      simulated ??= simulate(simulation);
      if (asOf.latest().source !== simulated.log.fingerprint)
        throw new InputError(
          'the transactions are not those of the simulation',
          'learner fraud-ceiling',
          'the options of data set fraud-handbook as "simulation"',
        );
      const filter = new FraudFilter(readTimeline(asOf, trueAmounts(simulated.truth.meanAmount)));
      return filter.sides(generatorParameters(simulation));
    }),
    toJSON: () => ({ simulation }),
    dispose() {
      simulated = undefined;
    },
  };
}
