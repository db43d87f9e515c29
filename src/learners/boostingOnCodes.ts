import { z } from 'zod';
import { Random } from '../base/random';
import type { LabelledTable, TabularModel } from '../baselines/baseline';
import { gradientBoosting } from '../baselines/boosting/boosting';
import type { AsOf } from '../data/asOf';
import { Controls, savedControlsSchema } from '../data/controls/controls';
import type { Table } from '../data/table';
import { families } from '../features';
import { featureTable } from '../features/family';
import { defineLearner, type FittedModel, type LearningExamples, selectLearning } from '../training/learner';
import { predictVectors } from '../training/predict';
import { type FittedNetwork, fused } from './fused';

const featuresSchema = z.array(families.reference());

const savedSchema = z.strictObject({
  features: featuresSchema,
  controls: savedControlsSchema,
  members: z.array(z.strictObject({ network: z.unknown(), boosting: gradientBoosting.saved })).min(1),
});

/** A network, and boosting on the codes that it makes of customers whom it was not trained on. */
interface Member {
  readonly network: FittedNetwork;
  readonly boosting: TabularModel;
}

/**
 * Gradient boosting on what a fused network has learned: the vector that its head reads, beside feature families.
 *
 * A network knows the labels of its own training examples, and so do its codes of them: trees that learned from those would
 * trust them too much. So it is cross-fitted: customers are dealt to folds, a network learns from all folds but one, and the
 * trees from its codes of that one. Codes of two networks have nothing in common, so that each has trees of its own; what is
 * predicted is the mean probability.
 */
export const boostingOnCodes = defineLearner({
  name: 'boosting-on-codes',
  summary: "gradient boosting on a fused network's codes and on features, cross-fitted over customers",
  options: z.strictObject({
    /** Options of the learner `fused`. */
    network: fused.options,
    /** Feature families beside the codes. */
    features: featuresSchema.default([]),
    /** How many networks: each leaves one fold of the customers to its trees. */
    folds: z.number().int().min(2).default(2),
    model: gradientBoosting.options.prefault({}),
  }),
  saved: savedSchema,
  uses: [fused, gradientBoosting],

  async fit(data, { network: networkOptions, features, folds, model: boostingOptions }) {
    const { train, validation, controls, seed } = data;
    const members: Member[] = [];
    try {
      for (const [f, rows] of foldsOf(train, folds, Random.of(seed, 'folds')).entries()) {
        const own = Random.of(seed, `fold ${f}`).bits();
        const network = (await fused.fit(
          { ...data, train: filter(train, (row) => !rows.has(row)), seed: own },
          networkOptions,
        )) as FittedNetwork;
        const table = (part: LearningExamples): LabelledTable => ({
          table: codeTable(network, part.asOf, features, controls),
          label: part.label,
          weight: part.weight,
        });
        try {
          const held = table(filter(train, (row) => rows.has(row)));
          members.push({ network, boosting: gradientBoosting.fit(held, table(validation), boostingOptions, own) });
        } catch (error) {
          network.dispose();
          throw error;
        }
      }
    } catch (error) {
      for (const { network } of members) network.dispose();
      throw error;
    }
    return fitted(members, features, controls);
  },

  load: ({ features, controls, members }) =>
    fitted(
      members.map(({ network, boosting }) => ({
        network: fused.load(network) as FittedNetwork,
        boosting: gradientBoosting.load(boosting),
      })),
      features,
      Controls.load(controls),
    ),
});

/** The rows of each fold; all of a customer's are in one. */
function foldsOf({ asOf }: LearningExamples, folds: number, random: Random): Set<number>[] {
  const { customer } = asOf.examples;
  const customers = random.shuffle(Int32Array.from(new Set(customer)).sort());
  const foldOf = new Map(Array.from(customers, (one, i) => [one, i % folds]));
  const rows = Array.from({ length: folds }, () => new Set<number>());
  customer.forEach((one, row) => {
    rows[foldOf.get(one)!].add(row);
  });
  return rows;
}

function filter(examples: LearningExamples, isIn: (row: number) => boolean): LearningExamples {
  return selectLearning(examples, Int32Array.from(examples.label.keys()).filter(isIn));
}

/** Features, and beside them the network's codes. */
function codeTable(
  { network }: FittedNetwork,
  asOf: AsOf,
  features: z.output<typeof featuresSchema>,
  controls: Controls,
): Table {
  const prepared = network.prepare(asOf);
  const rows = Int32Array.from({ length: asOf.size }, (_, row) => row);
  const D = network.codeUnits;
  const codes = predictVectors((part) => network.codes(prepared, part), rows, D);
  const table = featureTable(asOf, features, controls, families);
  const F = table.columns.length;
  const values = new Float32Array(asOf.size * (F + D));
  for (let row = 0; row < asOf.size; row++) {
    values.set(table.values.subarray(row * F, (row + 1) * F), row * (F + D));
    values.set(codes.subarray(row * D, (row + 1) * D), row * (F + D) + F);
  }
  const names = Array.from({ length: D }, (_, d) => `code ${d + 1}`);
  return { rows: asOf.size, columns: [...table.columns, ...names], values };
}

function fitted(
  members: readonly Member[],
  features: z.output<typeof featuresSchema>,
  controls: Controls,
): FittedModel {
  return {
    diagnostics: {
      members: members.map(({ network, boosting }) => ({
        network: network.diagnostics,
        boosting: boosting.diagnostics,
      })),
    },
    predict(asOf) {
      const mean = new Float64Array(asOf.size);
      for (const { network, boosting } of members) {
        const scores = boosting.predict(codeTable(network, asOf, features, controls));
        for (let i = 0; i < mean.length; i++) mean[i] += scores[i] / members.length;
      }
      return Float32Array.from(mean);
    },
    toJSON: () => ({
      features,
      controls,
      members: members.map(({ network, boosting }) => ({ network: network.toJSON(), boosting: boosting.toJSON() })),
    }),
    dispose: () => {
      for (const { network } of members) network.dispose();
    },
  };
}
