import { codeVersion } from '../base/version';
import { startEngine } from '../engine/engine';
import { evaluate, type Metrics } from '../evaluation/metrics';
import { correctPrior } from '../imbalance/prior';
import { learners } from '../learners';
import type { BundleContent } from './bundle';
import { type Configuration, completeConfiguration, type ModelSpec } from './configuration';
import { openData, type TrialData } from './data';
import type { RunResult } from './result';

/** A configuration of a single model, not of a stack. */
export type SingleConfiguration = Configuration & { readonly model: ModelSpec };

/** Trains one model on its task and packs it up for scoring. */
export async function trainModel(
  configuration: SingleConfiguration,
): Promise<{ content: BundleContent; metrics: Metrics }> {
  const completed = completeConfiguration(configuration) as SingleConfiguration;
  const data = await openData(completed);
  const fitted = await fitModel(completed, data);
  const metrics = metricsOf(data, {
    validation: correctPrior(fitted.predict(data.validation.asked), completed.negatives.rate),
    test: correctPrior(fitted.predict(data.test.asked), completed.negatives.rate),
  });
  const content: BundleContent = {
    configuration: completed,
    items: [...data.task.items],
    threshold: metrics.threshold,
    dataFingerprint: data.log.fingerprint,
    codeVersion,
    engine: (await startEngine()).describe(),
    model: fitted.toJSON(),
  };
  fitted.dispose();
  return { content, metrics };
}

/** Fits a single model on a trial's data. */
export function fitModel({ model, seed }: SingleConfiguration, data: TrialData) {
  return learners.get(model.learner).fit(
    {
      train: data.train,
      validation: data.validation,
      items: data.task.items,
      controls: model.controls,
      seed,
    },
    model.options,
  );
}

/** Metrics on test; the threshold is chosen on validation. */
export function metricsOf({ test, validation, task }: TrialData, scores: RunResult['scores']): Metrics {
  return evaluate(
    { score: scores.test, label: test.label, item: task.items.length ? test.examples.item : undefined },
    { score: scores.validation, label: validation.label },
  );
}
