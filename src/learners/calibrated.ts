import { z } from 'zod';
import type { ComponentSpec } from '../base/component';
import { check } from '../base/json';
import type { Registry } from '../base/registry';
import { calibrators } from '../imbalance/calibration';
import { defineLearner, type FittedModel, type Learner, type WrappingModel } from '../training/learner';

const savedSchema = z.strictObject({
  learner: z.string(),
  model: z.unknown(),
  method: z.string(),
  fitted: z.unknown(),
});
type Saved = z.output<typeof savedSchema>;

/**
 * Another learner whose probabilities are calibrated on validation, which it was not trained on.
 * @param learners those that may be calibrated
 */
export function calibratedOf(learners: Registry<Learner>): Learner {
  return defineLearner({
    name: 'calibrated',
    summary: 'another learner with its probabilities calibrated on validation',
    file: __filename,
    options: z.strictObject({
      model: z.lazy(() => learners.reference()),
      method: calibrators.reference().prefault('platt'),
    }),
    saved: savedSchema,
    learnsBaseRate: () => false,

    async fit(data, { model: spec, method }: { model: ComponentSpec; method: ComponentSpec }) {
      const { entry, options } = learners.resolve(spec);
      const model = await entry.fit(data, options);
      try {
        const { asOf, label } = data.validation;
        const calibrator = calibrators.resolve(method);
        const fitted = calibrator.entry.fit(model.predict(asOf), label, calibrator.options);
        return calibratedModel(model, { learner: spec.name, method: method.name, fitted });
      } catch (error) {
        model.dispose();
        throw error;
      }
    },

    load: ({ model, ...calibration }) => calibratedModel(learners.get(calibration.learner).load(model), calibration),
  });
}

function calibratedModel(
  model: FittedModel,
  { learner, method, fitted: parameters }: Omit<Saved, 'model'>,
): WrappingModel {
  const calibrator = calibrators.get(method);
  const fitted = check(calibrator.saved, parameters, `saved calibrated model, ${method}`);
  const calibrate = calibrator.calibration(fitted);
  return {
    inner: model,
    correct: (probabilities) => probabilities.map(calibrate),
    diagnostics: { ...model.diagnostics, calibration: { method, ...(fitted as object) } },
    predict: (asOf) => model.predict(asOf).map(calibrate),
    toJSON: () => ({ learner, model: model.toJSON(), method, fitted }),
    dispose: () => model.dispose(),
  };
}
