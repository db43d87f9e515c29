import { z } from 'zod';
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

const sideSchema = z.enum(['terminal', 'customer']);
const sidesSchema = z.array(sideSchema).min(1).max(2).default(sideSchema.options);
type Sides = z.output<typeof sidesSchema>;

const fittedSchema = z.strictObject({
  sides: sidesSchema,
  numbers: z.strictObject({
    terminalHazard: z.number(),
    terminalDays: z.number(),
    customerHazard: z.number(),
    customerDays: z.number(),
    share: z.number(),
    factor: z.number(),
    limit: z.number(),
    histogram: z.array(z.number()).min(1),
  }),
});

/** The simulator's structure is known, and none of its numbers: these are fitted to the training examples. */
export const fraudFilter = defineLearner({
  name: 'fraud-filter',
  summary:
    "hidden Markov filters of terminals and customers: the fraud simulator's structure known, its numbers fitted",
  options: z.strictObject({
    /** Whose probability is told: that of a compromised terminal, of a compromised customer, or of either. */
    sides: sidesSchema,
  }),
  saved: fittedSchema,
  asks: 'events',

  async fit({ train }, { sides }) {
    const { histogram, ...numbers } = fitFilter(timelineOf(train.asOf), train.label);
    return fittedModel({ sides, numbers: { ...numbers, histogram: Array.from(histogram) } });
  },

  load: fittedModel,
});

function fittedModel(saved: z.output<typeof fittedSchema>): FittedModel {
  const { histogram, ...numbers } = saved.numbers;
  const parameters = { ...numbers, density: densityOf(Float64Array.from(histogram)) };
  return {
    diagnostics: numbers,
    predict: (asOf) => oneOf(saved.sides, new FraudFilter(timelineOf(asOf)).sides(parameters)),
    toJSON: () => saved,
    dispose: () => {},
  };
}

/** With amounts over what is usual for customers as far as a bank can tell. */
function timelineOf(asOf: AsOf): Timeline {
  const customers = asOf.extent.ofCustomer.length;
  return readTimeline(asOf, new UsualAmount(customers, { priorEvents: 2, largeRatio: 2.6, settledAfter: 5 }));
}

/** That an example is a fraud for one of some reasons at least. */
function oneOf(sides: Sides, probabilities: SideProbabilities): Float32Array {
  return Float32Array.from(probabilities.terminal, (_, row) =>
    sides.reduce((p, side) => p + (1 - p) * probabilities[side][row], 0),
  );
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
    sides: sidesSchema,
  }),
  saved: z.strictObject({ simulation: optionsSchema, sides: sidesSchema }),
  asks: 'events',
  fit: async (_, options) => ceilingModel(options),
  load: ceilingModel,
});

function ceilingModel({ simulation, sides }: { simulation: Settings; sides: Sides }): FittedModel {
  let simulated: Simulation | undefined;
  return {
    diagnostics: {},
    predict(asOf) {
      simulated ??= simulate(simulation);
      if (asOf.latest().source !== simulated.log.fingerprint)
        throw new InputError(
          'the transactions are not those of the simulation',
          'learner fraud-ceiling',
          'the options of data set fraud-handbook as "simulation"',
        );
      const filter = new FraudFilter(readTimeline(asOf, trueAmounts(simulated.truth.meanAmount)));
      return oneOf(sides, filter.sides(generatorParameters(simulation)));
    },
    toJSON: () => ({ simulation, sides }),
    dispose() {
      simulated = undefined;
    },
  };
}
