import { z } from 'zod';
import type { ComponentInput } from '../base/component';
import { check } from '../base/json';
import { startEngine } from '../engine/engine';
import { correctPrior } from '../imbalance/prior';
import type { FittedModel, WrappingModel } from '../training/learner';
import type { PreparedData } from '../training/prepare';
import { learners } from '.';
import { samplingShift } from './samplingShift';

const savedSchema = z.strictObject({ learner: z.string(), logitShift: z.number(), model: z.unknown() });

/**
 * Trains a model on prepared data. Its probabilities are under the base rate before negatives were sampled; `toJSON` is
 * what `loadModel` reads. Starts the tensor engine, if none runs.
 * @param model the name of a learner, or an object with its "name" and options
 * @throws InputError for a component or an option that there is not, naming its place
 */
export async function fit(model: ComponentInput, data: PreparedData): Promise<FittedModel> {
  const spec = check(learners.reference(), model, 'model');
  const { entry, options } = learners.resolve(spec);
  await startEngine();
  return modelOf(spec.name, await entry.fit(data, options), samplingShift(spec, data.negativesRate));
}

/**
 * A model from the JSON that it was saved as. Starts the tensor engine, if none runs.
 * @throws InputError when the JSON is not a saved model
 */
export async function loadModel(json: unknown): Promise<FittedModel> {
  const { learner, logitShift, model } = check(savedSchema, json, 'saved model');
  const { load } = learners.get(learner);
  await startEngine();
  return modelOf(learner, load(model), logitShift);
}

function modelOf(learner: string, fitted: FittedModel, logitShift: number): WrappingModel {
  const correct = (probabilities: Float32Array) => correctPrior(probabilities, logitShift);
  return {
    inner: fitted,
    correct,
    diagnostics: fitted.diagnostics,
    predict: (asOf) => correct(fitted.predict(asOf)),
    predictByBranch(asOf) {
      const parts = fitted.predictByBranch?.(asOf);
      return parts && new Map([...parts].map(([name, p]) => [name, correct(p)]));
    },
    toJSON: () => ({ learner, logitShift, model: fitted.toJSON() }),
    dispose: () => fitted.dispose(),
  };
}
