import { DAY } from '../base/time';
import { Controls } from '../data/controls/controls';
import { evaluate, type Metrics } from '../evaluation/metrics';
import { applyStack, fitStack, type StackWeights } from '../fusion/stacking';
import { correctPrior } from '../imbalance/prior';
import { thresholds } from '../imbalance/thresholds';
import { learners } from '../learners';
import { samplingShift } from '../learners/samplingShift';
import type { FittedModel } from '../training/learner';
import type { Configuration } from './configuration';
import type { TrialData } from './data';

/** Probabilities of the examples of each split that a trial computes, in the examples' order. */
export interface Scores {
  readonly validation: Float32Array;
  /** Missing where the trial evaluates on validation. */
  readonly test?: Float32Array;
  /** What each branch of a late fusion alone would say of the test examples, by its name. */
  readonly branches?: Readonly<Record<string, Float32Array>>;
}

/** Fits a configuration's model on a trial's data. */
export function fitModel({ model, controls, seed }: Configuration, data: TrialData): Promise<FittedModel> {
  const { entry, options } = learners.resolve(model);
  const { train, validation, task } = data;
  return entry.fit({ train, validation, items: task.items, controls: new Controls(controls, seed), seed }, options);
}

/** By how much the sample of negatives raised the log-odds that a configuration's model predicts. */
export function logitShiftOf({ model, negatives }: Configuration): number {
  return samplingShift(model, negatives.rate);
}

/** Probabilities of the splits that the trial computes, under the base rate before negatives were sampled. */
export function scoresOf(model: FittedModel, configuration: Configuration, data: TrialData): Scores {
  const corrected = (scores: Float32Array) => correctPrior(scores, logitShiftOf(configuration));
  const validation = corrected(model.predict(data.validation.asOf));
  if (configuration.evaluate !== 'test') return { validation };
  const branches = model.predictByBranch?.(data.test.asOf);
  return {
    validation,
    test: corrected(model.predict(data.test.asOf)),
    ...(branches && { branches: Object.fromEntries([...branches].map(([name, one]) => [name, corrected(one)])) }),
  };
}

/** What a stack makes of its members' scores: the same as if it had trained them itself. */
export function stackScores(members: readonly Scores[], data: TrialData, weights: StackWeights) {
  const fitted = fitStack(
    members.map(({ validation }) => validation),
    data.validation.label,
    weights,
  );
  const test = members.flatMap((member) => member.test ?? []);
  const scores: Scores = {
    validation: applyStack(
      fitted,
      members.map(({ validation }) => validation),
    ),
    ...(test.length === members.length ? { test: applyStack(fitted, test) } : {}),
  };
  return { fitted, scores };
}

/** Metrics on test, or on validation where the trial evaluates there; the threshold is chosen on validation. */
export function metricsOf({ threshold }: Configuration, data: TrialData, scores: Scores): Metrics {
  const { entry: rule, options } = thresholds.resolve(threshold);
  const { validation, task } = data;
  const watched = { score: scores.validation, label: validation.label };
  const evaluated = scores.test ? data.test : validation;
  const { customer, event, item, time } = evaluated.asOf.examples;
  return evaluate(
    {
      score: scores.test ?? scores.validation,
      label: evaluated.label,
      item: task.items.length ? item : undefined,
      events: event.some((one) => one >= 0)
        ? { customer, day: Int32Array.from(time, (one) => Math.floor(one / DAY)) }
        : undefined,
    },
    watched,
    (score, label) => rule.choose(score, label, options),
  );
}
