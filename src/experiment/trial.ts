import type { ComponentSpec } from '../base/component';
import { InputError } from '../base/errors';
import { type Engine, startEngine } from '../engine/engine';
import type { StackWeights } from '../fusion/stacking';
import { DivergedError } from '../training/diverged';
import { type Configuration, trialId } from './configuration';
import { openData, type TrialData } from './data';
import type { Environment, FailedRun, RunResult } from './result';
import type { Store } from './store';
import { fitModel, metricsOf, scoresOf, stackScores } from './train';

/** The configurations of the trials whose stored scores a trial builds on: a stack's members. */
export function prerequisites(configuration: Configuration): Configuration[] {
  const { model } = configuration;
  if (model.name !== 'stack') return [];
  return (model.members as readonly ComponentSpec[]).map((member) => ({ ...configuration, model: member }));
}

/** For people to read, e.g. "fused, seed 3". */
export function nameOf({ model, fold, seed }: Configuration): string {
  return `${model.name}, ${fold ? `fold ${fold}, ` : ''}seed ${seed}`;
}

/**
 * Runs a trial, unless the store has it already; its prerequisites first. One that diverges or fails otherwise is stored
 * as failed.
 * @throws InputError when its data cannot be had or its result cannot be stored
 */
export async function runTrial(configuration: Configuration, store: Store): Promise<RunResult | FailedRun> {
  const data = await openData(configuration);
  const id = trialId(configuration, data.fingerprint);
  if (store.has(id)) return store.read(id);
  const engine = await startEngine();
  const members: (RunResult | FailedRun)[] = [];
  for (const member of prerequisites(configuration)) members.push(await runTrial(member, store));
  const run = await attempt(configuration, data, members);
  const result = { id, configuration, ...run, environment: environmentOf(engine, data) };
  store.write(result);
  return result;
}

type Outcome = Omit<RunResult, 'id' | 'configuration' | 'environment'>;

async function attempt(
  configuration: Configuration,
  data: TrialData,
  members: readonly (RunResult | FailedRun)[],
): Promise<Outcome | Pick<FailedRun, 'failure'>> {
  try {
    for (const member of members)
      if ('failure' in member) return { failure: `${nameOf(member.configuration)} failed: ${member.failure}` };
    return members.length ? combine(members as RunResult[], configuration, data) : await learn(configuration, data);
  } catch (error) {
    // A fault of the program: whoever is to mend it needs to know where it is.
    if (!(error instanceof DivergedError || error instanceof InputError)) console.error(error);
    return { failure: (error as Error).message.split('\n')[0] };
  }
}

async function learn(configuration: Configuration, data: TrialData): Promise<Outcome> {
  const started = performance.now();
  const fitted = await fitModel(configuration, data);
  const trained = performance.now();
  const scores = scoresOf(fitted, configuration, data);
  const predicted = performance.now();
  fitted.dispose();
  const { branches, ...splits } = scores;
  for (const [of, score] of Object.entries({ ...splits, ...branches })) {
    const wrong = score.findIndex(Number.isNaN);
    if (wrong >= 0) throw new DivergedError(`the score of ${of} example ${wrong} is not a number`);
  }
  return {
    metrics: metricsOf(configuration, data, scores),
    scores,
    diagnostics: fitted.diagnostics,
    seconds: { train: seconds(trained - started), predict: seconds(predicted - trained) },
  };
}

function combine(members: readonly RunResult[], configuration: Configuration, data: TrialData): Outcome {
  const started = performance.now();
  const { fitted, scores } = stackScores(
    members.map((member) => member.scores),
    data,
    configuration.model.weights as StackWeights,
  );
  return {
    metrics: metricsOf(configuration, data, scores),
    scores,
    diagnostics: { ...fitted },
    seconds: { train: seconds(performance.now() - started), predict: 0 },
  };
}

function environmentOf(engine: Engine, { fingerprint }: TrialData): Environment {
  return {
    engine: engine.describe().replace(/^engine: /, ''),
    node: process.version,
    dataFingerprint: fingerprint,
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
