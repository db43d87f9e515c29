import { InputError } from '../base/errors';
import { codeVersion } from '../base/version';
import { startEngine } from '../engine/engine';
import { applyStack, fitStack } from '../fusion/stacking';
import { correctPrior } from '../imbalance/prior';
import { type Configuration, hashOf } from './configuration';
import { openData, type TrialData } from './data';
import type { FailedRun, RunResult } from './result';
import type { Store } from './store';
import { fitModel, metricsOf, type SingleConfiguration } from './train';

/** The trial's name: the hash of its configuration, its data and the code that decides its outcome. */
export function trialId(configuration: Configuration, dataFingerprint: string): string {
  return hashOf({ configuration, dataFingerprint, codeVersion });
}

/** The configurations of the trials whose stored scores a trial builds on: a stack's members. */
export function prerequisites(configuration: Configuration): Configuration[] {
  const { model } = configuration;
  return 'members' in model ? model.members.map((member) => ({ ...configuration, model: member })) : [];
}

/** For people to read, e.g. "fused, seed 3". */
export function nameOf({ model, seed }: Configuration): string {
  return `${model.learner}, seed ${seed}`;
}

/**
 * Runs a trial, unless the store has it already; its prerequisites first. A trial that fails is stored as such.
 * @throws InputError when its data cannot be had or its result cannot be stored
 */
export async function runTrial(configuration: Configuration, store: Store): Promise<RunResult | FailedRun> {
  const data = await openData(configuration);
  const id = trialId(configuration, data.log.fingerprint);
  if (store.has(id)) return store.read(id);
  const members: (RunResult | FailedRun)[] = [];
  for (const member of prerequisites(configuration)) members.push(await runTrial(member, store));

  const engine = await startEngine();
  const ended = await outcomeOf(configuration, members, data);
  const run = {
    id,
    configuration,
    ...ended,
    environment: {
      engine: engine.describe().replace(/^engine: /, ''),
      node: process.version,
      codeVersion,
      dataFingerprint: data.log.fingerprint,
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
  store.write(run);
  return run;
}

/** What a trial computes, or why it does not. */
async function outcomeOf(
  configuration: Configuration,
  members: readonly (RunResult | FailedRun)[],
  data: TrialData,
): Promise<(Outcome & Pick<RunResult, 'metrics'>) | Pick<FailedRun, 'failure'>> {
  try {
    const results = members.map((member) => {
      if ('failure' in member) throw new InputError(`${nameOf(member.configuration)} failed: ${member.failure}`);
      return member;
    });
    const outcome = results.length ? stack(results, data) : await learn(configuration as SingleConfiguration, data);
    return { ...outcome, metrics: metricsOf(data, outcome.scores) };
  } catch (error) {
    // A fault of the program, not of the configuration: whoever is to mend it needs to know where.
    if (!(error instanceof InputError)) console.error(error);
    return { failure: (error as Error).message.split('\n')[0] };
  }
}

type Outcome = Pick<RunResult, 'scores' | 'notes' | 'seconds'>;

async function learn(configuration: SingleConfiguration, data: TrialData): Promise<Outcome> {
  const started = performance.now();
  const fitted = await fitModel(configuration, data);
  const trained = performance.now();
  const scores = {
    validation: correctPrior(fitted.predict(data.validation.asked), configuration.negatives.rate),
    test: correctPrior(fitted.predict(data.test.asked), configuration.negatives.rate),
  };
  fitted.dispose();
  return {
    scores,
    notes: fitted.notes,
    seconds: { train: seconds(trained - started), predict: seconds(performance.now() - trained) },
  };
}

function stack(members: readonly RunResult[], data: TrialData): Outcome {
  const started = performance.now();
  const fitted = fitStack(
    members.map(({ scores }) => scores.validation),
    data.validation.label,
  );
  const combine = (split: 'validation' | 'test') =>
    applyStack(
      fitted,
      members.map(({ scores }) => scores[split]),
    );
  return {
    scores: { validation: combine('validation'), test: combine('test') },
    notes: { ...fitted },
    seconds: { train: seconds(performance.now() - started), predict: 0 },
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
