import { z } from 'zod';
import type { SearchSpace } from '../base/component';
import { Random } from '../base/random';
import type { Baseline, LabelledTable, TabularModel } from '../baselines/baseline';
import type { AsOf } from '../data/asOf';
import { Controls, savedControlsSchema } from '../data/controls/controls';
import { families } from '../features';
import { featureTable } from '../features/family';
import { correctPrior } from '../imbalance/prior';
import { resamplers } from '../imbalance/resampling';
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

    async fit({ train, validation, controls, seed }, { features, resampling, model: options }) {
      const table = (asOf: AsOf) => featureTable(asOf, features, controls, families);
      const rows: LabelledTable = { table: table(train.asOf), label: train.label, weight: train.weight };
      const { resampled, logitShift } = resample(rows, resampling, seed);
      const watched = { table: table(validation.asOf), label: validation.label };
      const model = baseline.fit(resampled, watched, options as never, seed);
      return fitted(model, features, controls, logitShift);
    },

    load: ({ features, controls, logitShift, model }) =>
      fitted(baseline.load(model as never), features, Controls.load(controls), logitShift),
  });
}

/** The space of options that stand within another. */
function within(option: string, space: SearchSpace = {}): SearchSpace {
  return Object.fromEntries(Object.entries(space).map(([name, domain]) => [`${option}.${name}`, domain]));
}

/** Training rows with another class balance, and by how much the log-odds of a positive rose. */
function resample(rows: LabelledTable, spec: z.output<ReturnType<typeof resamplers.reference>> | null, seed: number) {
  if (!spec) return { resampled: rows, logitShift: 0 };
  const { table, label } = rows;
  const { entry, options } = resamplers.resolve(spec);
  const sample = {
    purpose: 'training',
    values: table.values,
    shape: [table.rows, table.columns.length],
    label,
  } as const;
  const made = entry.build(options).fitResample(sample, Random.of(seed, 'resampling'));
  return {
    resampled: { table: { ...table, rows: made.shape[0], values: made.values }, label: made.label },
    logitShift: made.logitShift,
  };
}

function fitted(model: TabularModel, features: Features, controls: Controls, logitShift: number): FittedModel {
  return {
    diagnostics: model.diagnostics,
    predict: (asOf) => correctPrior(model.predict(featureTable(asOf, features, controls, families)), logitShift),
    toJSON: () => ({ features, controls, logitShift, model: model.toJSON() }),
    dispose: () => {},
  };
}
