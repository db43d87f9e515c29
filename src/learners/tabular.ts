import { z } from 'zod';
import type { Baseline, TabularModel } from '../baselines/baseline';
import type { Asked } from '../data/examples';
import { families } from '../features';
import { type FeatureOptions, featureTable } from '../features/family';
import { defineLearner, type Fitted, type Learner } from '../training/learner';

const featuresSchema = z.strictObject({
  /** Feature families, by name; none for learners that read no features. */
  features: z.array(z.string()).default([]),
  /** The window of the graph that graph features read; all of the past if absent. */
  windowDays: z.number().positive().optional(),
});
type Features = z.output<typeof featuresSchema>;

/** Makes a learner of a baseline: it reads the named families of as-of features. */
export function tabular(baseline: Baseline): Learner {
  const optionsSchema = featuresSchema.extend({ model: baseline.options.prefault({}) });
  const savedSchema = z.strictObject({
    features: featuresSchema,
    shuffleSeed: z.number().optional(),
    model: baseline.saved,
  });
  return defineLearner({
    name: baseline.name,
    options: optionsSchema,
    saved: savedSchema,

    async fit({ train, validation, controls, seed }, { model: options, ...features }) {
      const shuffleSeed = controls.shuffleGraph ? seed : undefined;
      const table = (asked: readonly Asked[]) => tableOf(asked, features, shuffleSeed);
      const model = baseline.fit(
        { table: table(train.asked), label: train.label },
        { table: table(validation.asked), label: validation.label },
        options,
        seed,
      );
      return fitted(model, features, shuffleSeed);
    },

    load: ({ features, shuffleSeed, model }) => fitted(baseline.load(model), features, shuffleSeed),
  });
}

function fitted(model: TabularModel, features: Features, shuffleSeed?: number): Fitted {
  return {
    notes: model.diagnostics,
    predict: (asked) => model.predict(tableOf(asked, features, shuffleSeed)),
    toJSON: () => ({ features, shuffleSeed, model: model.toJSON() }),
    dispose: () => {},
  };
}

function tableOf(asked: readonly Asked[], { features, windowDays }: Features, shuffleSeed?: number) {
  const options: FeatureOptions = { graph: { windowDays, shuffleSeed } };
  return featureTable(
    asked,
    features.map((name) => families.get(name)),
    options,
  );
}
