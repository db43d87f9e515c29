import { Progress } from '../base/progress';
import type { Configuration } from './configuration';
import { openLog } from './data';
import { InProcess } from './runners/local';
import type { FailedTrial, Runner } from './runners/runner';
import type { Store } from './store';
import { prerequisites, trialId } from './trial';

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
 * @throws InputError when a stored run is damaged, before anything is run
 */
export async function runAll(configurations: readonly Configuration[], store: Store, runner: Runner): Promise<Sweep> {
  const trials = await trialsOf(configurations);
  const found = trials.filter(({ id }) => store.has(id));
  const missing = trials.filter((trial) => !found.includes(trial));
  const failed = failuresIn(found, store);

  const progress = new Progress('trial', missing.length);
  let done = 0;
  const run = async (by: Runner, some: readonly Trial[]) => {
    const lost = await by.run(
      some.map(({ configuration }) => configuration),
      () => progress.update(++done),
    );
    failed.push(...lost);
  };
  await run(runner, inOrder(missing.filter(({ members }) => members.length === 0)));
  const stacked = missing.filter(({ members }) => members.length > 0);
  const isReady = ({ members }: Trial) => members.every(({ id }) => store.has(id));
  // They take no time.
  await run(new InProcess(store), stacked.filter(isReady));
  progress.end();

  for (const trial of stacked)
    if (!isReady(trial)) failed.push({ ...trial, failure: 'a trial that it builds on did not end' });
  const ran = missing.filter(({ id }) => store.has(id));
  failed.push(...failuresIn(ran, store));
  return { ran: missing.length, found: found.length, failed };
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
    const { fingerprint } = await openLog(configuration.dataset);
    const members = prerequisites(configuration).map((member) => add(member, fingerprint, []));
    add(configuration, fingerprint, members);
  }
  return [...trials.values()];
}

interface Trial {
  readonly id: string;
  readonly configuration: Configuration;
  /** Those that it builds on. */
  readonly members: readonly Trial[];
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
