import { codeVersion } from '../base/version';
import { startEngine } from '../engine/engine';
import { applyStack, fitStack } from '../fusion/stacking';
import { correctPrior } from '../imbalance/prior';
import { type Configuration, hashOf } from './configuration';
import { openData, type TrialData } from './data';
import type { RunResult } from './result';
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

/** Runs a trial, unless the store has it already; its prerequisites first. */
export async function runTrial(configuration: Configuration, store: Store): Promise<RunResult> {
  const data = await openData(configuration);
  const id = trialId(configuration, data.log.fingerprint);
  if (store.has(id)) return store.read(id);
  const members: RunResult[] = [];
  for (const member of prerequisites(configuration)) members.push(await runTrial(member, store));

  const engine = await startEngine();
  const outcome = members.length ? stack(members, data) : await learn(configuration as SingleConfiguration, data);
  const result: RunResult = {
    id,
    configuration,
    metrics: metricsOf(data, outcome.scores),
    ...outcome,
    environment: {
      engine: engine.describe().replace(/^engine: /, ''),
      node: process.version,
      codeVersion,
      dataFingerprint: data.log.fingerprint,
      peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
    },
  };
  store.write(result);
  return result;
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
