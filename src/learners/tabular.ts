import { z } from 'zod';
import type { SearchSpace } from '../base/component';
import { Random } from '../base/random';
import type { Baseline, LabelledTable, TabularModel } from '../baselines/baseline';
import type { AsOf } from '../data/asOf';
import { Controls, savedControlsSchema } from '../data/controls/controls';
import { StandardScaler } from '../data/scaler';
import type { Table } from '../data/table';
import { families } from '../features';
import { featureTable } from '../features/family';
import { countClasses, logOdds } from '../imbalance/classCounts';
import { type PositiveWeight, positiveWeightSchema, weightOfPositives } from '../imbalance/positiveWeight';
import { correctPrior } from '../imbalance/prior';
import { resamplers } from '../imbalance/resampling';
import { blend } from '../imbalance/resampling/origins';
import { defineLearner, type FittedModel, type Learner } from '../training/learner';

const featuresSchema = z.array(families.reference());
type Features = z.output<typeof featuresSchema>;

/** Makes a learner of a baseline: it reads the named families of as-of features. */
export function tabular(baseline: Baseline): Learner {
  const optionsSchema = z.strictObject({
    /** Feature families; none for learners that read no features. */
    features: featuresSchema.default([]),
    /** Changes the class balance of the training rows. */
    resampling: resamplers.reference().nullable().default(null),
    positiveWeight: positiveWeightSchema.default(1),
    model: baseline.options.prefault({}),
  });
  const savedSchema = z.strictObject({
    features: featuresSchema,
    controls: savedControlsSchema,
    logitShift: z.number(),
    model: baseline.saved,
  });
  return defineLearner({
    name: baseline.name,
    summary: baseline.summary,
    options: optionsSchema,
    saved: savedSchema,
    space: within('model', baseline.space),
    resource: baseline.resource && `model.${baseline.resource}`,
    file: __filename,
    uses: [baseline],

    async fit({ train, validation, controls, seed }, { features, resampling, positiveWeight, model: options }) {
      const table = (asOf: AsOf) => featureTable(asOf, features, controls, families);
      const rows: LabelledTable = { table: table(train.asOf), label: train.label, weight: train.weight };
      const { resampled, logitShift } = resample(rows, resampling, seed);
      const weighted = weigh(resampled, positiveWeight);
      const watched = { table: table(validation.asOf), label: validation.label };
      const model = baseline.fit(weighted.rows, watched, options as never, seed);
      return fitted(model, features, controls, logitShift + weighted.logitShift);
    },

    load: ({ features, controls, logitShift, model }) =>
      fitted(baseline.load(model as never), features, Controls.load(controls), logitShift),
  });
}

/** The space of options that stand within another. */
function within(option: string, space: SearchSpace = {}): SearchSpace {
  return Object.fromEntries(Object.entries(space).map(([name, domain]) => [`${option}.${name}`, domain]));
}

/**
 * Training rows with another class balance, and by how much the log-odds of a positive rose. Distances are between
 * standardised features, a missing one standing at the mean.
 */
function resample(rows: LabelledTable, spec: z.output<ReturnType<typeof resamplers.reference>> | null, seed: number) {
  if (!spec) return { resampled: rows, logitShift: 0 };
  const { table, label, weight } = rows;
  const { columns, values } = table;
  const { entry, options } = resamplers.resolve(spec);
  const resampler = entry.build(options);
  const numbers = resampler.reads === 'numbers' ? StandardScaler.fit(values, columns).transform(values) : values;
  const origins = resampler.resample(
    { purpose: 'training', values: numbers, shape: [table.rows, columns.length], label, columns },
    Random.of(seed, 'resampling'),
  );
  const resampled: LabelledTable = {
    table: { ...table, rows: origins.label.length, values: blend(origins, values, columns.length) },
    label: origins.label,
    weight: weight && blend(origins, weight, 1),
  };
  return { resampled, logitShift: logOdds(resampled.label, resampled.weight) - logOdds(label, weight) };
}

/** Rows whose positives weigh more, and by how much that raises the log-odds of a positive. */
function weigh(rows: LabelledTable, positiveWeight: PositiveWeight): { rows: LabelledTable; logitShift: number } {
  if (positiveWeight === 1) return { rows, logitShift: 0 };
  const { label, weight } = rows;
  const factor = weightOfPositives(positiveWeight, countClasses(label, weight));
  const weighted = Float32Array.from(label, (positive, i) => (weight ? weight[i] : 1) * (positive ? factor : 1));
  return { rows: { ...rows, weight: weighted }, logitShift: Math.log(factor) };
}

/** A trained baseline on features, open to explanation. */
export interface FittedTabular extends FittedModel {
  readonly tabular: TabularModel;
  /** Taken off the log-odds that the model predicts. */
  readonly logitShift: number;
  /** What the model reads of examples. */
  tableOf(asOf: AsOf): Table;
}

function fitted(model: TabularModel, features: Features, controls: Controls, logitShift: number): FittedTabular {
  const tableOf = (asOf: AsOf) => featureTable(asOf, features, controls, families);
  return {
    tabular: model,
    logitShift,
    tableOf,
    diagnostics: model.diagnostics,
    predict: (asOf) => correctPrior(model.predict(tableOf(asOf)), logitShift),
    toJSON: () => ({ features, controls, logitShift, model: model.toJSON() }),
    dispose: () => {},
  };
}
