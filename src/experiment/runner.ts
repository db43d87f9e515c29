import { Progress } from '../base/progress';
import { type Configuration, trialId } from './configuration';
import { openTask } from './data';
import { InProcess, InWorkers, type WorkerOptions } from './runners/local';
import type { FailedTrial, Runner } from './runners/runner';
import { Store } from './store';
import { prerequisites } from './trial';

/** What became of an experiment's trials. */
export interface Sweep {
  /** How many were run now, and how many the store had already. */
  readonly ran: number;
  readonly found: number;
  /** Those among them that have no result. */
  readonly failed: readonly FailedTrial[];
}

/**
 * Runs all trials that the store does not have yet, and those that they build on. Each result is written as soon as its
 * trial ends, so a sweep that is interrupted loses the trials in flight and goes on where it stopped. A trial that fails
 * stops no other.
 * @param options with one worker, trials run in this process
 * @throws InputError when a stored run is damaged, before anything is run
 */
export async function runAll(configurations: readonly Configuration[], options: WorkerOptions): Promise<Sweep> {
  const store = new Store(options.runs);
  const trials = await trialsOf(configurations);
  const found = trials.filter(({ id }) => store.has(id));
  const missing = trials.filter((trial) => !found.includes(trial));
  const failed = failuresIn(found, store);

  const progress = new Progress('trial', missing.length);
  let done = 0;
  const run = async (runner: Runner, some: readonly Trial[]) => {
    const lost = await runner.run(
      some.map(({ configuration }) => configuration),
      () => progress.update(++done),
    );
    failed.push(...lost);
  };
  const alone = missing.filter(({ members }) => members.length === 0);
  const here = new InProcess(store);
  await run(options.workers > 1 && alone.length > 1 ? new InWorkers(options) : here, inOrder(alone));
  const stacked = missing.filter(({ members }) => members.length > 0);
  const isReady = ({ members }: Trial) => members.every(({ id }) => store.has(id));
  // They take no time.
  await run(here, stacked.filter(isReady));
  progress.end();

  for (const trial of stacked)
    if (!isReady(trial)) failed.push({ ...trial, failure: 'a trial that it builds on did not end' });
  const ran = missing.filter(({ id }) => store.has(id));
  failed.push(...failuresIn(ran, store));
  return { ran: missing.length, found: found.length, failed };
}

interface Trial {
  readonly id: string;
  readonly configuration: Configuration;
  /** Those that it builds on. */
  readonly members: readonly Trial[];
}

/** The trials of some configurations, each once, and those that they build on. */
async function trialsOf(configurations: readonly Configuration[]): Promise<Trial[]> {
  const trials = new Map<string, Trial>();
  const add = (configuration: Configuration, fingerprint: string, members: readonly Trial[]): Trial => {
    const trial = { id: trialId(configuration, fingerprint), configuration, members };
    trials.set(trial.id, trial);
    return trial;
  };
  for (const configuration of configurations) {
    const { fingerprint } = await openTask(configuration);
    const members = prerequisites(configuration).map((member) => add(member, fingerprint, []));
    add(configuration, fingerprint, members);
  }
  return [...trials.values()];
}

function failuresIn(trials: readonly Trial[], store: Store): FailedTrial[] {
  return trials.flatMap(({ id }) => {
    const run = store.read(id);
    return 'failure' in run ? run : [];
  });
}

/**
 * Seed by seed, for rows side by side need different arrays, which the next seed then finds in the cache, where seeds of
 * one row would compute the same twice; and from the last row of a table, which mostly takes longest, to the first.
 */
function inOrder(trials: readonly Trial[]): Trial[] {
  return trials.toReversed().sort((a, b) => a.configuration.seed - b.configuration.seed);
}
