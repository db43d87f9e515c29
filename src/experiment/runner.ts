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
  const wanted = new Map<string, Trial>();
  for (const configuration of configurations) {
    const { fingerprint } = await openLog(configuration.dataset);
    const trialOf = (one: Configuration, members: readonly Trial[] = []): Trial => {
      const trial = { id: trialId(one, fingerprint), configuration: one, members };
      wanted.set(trial.id, trial);
      return trial;
    };
    trialOf(
      configuration,
      prerequisites(configuration).map((member) => trialOf(member)),
    );
  }
  const trials = [...wanted.values()];
  const found = trials.filter(({ id }) => store.has(id));
  const missing = trials.filter((trial) => !found.includes(trial));
  const failed = failuresIn(found, store);

  const progress = new Progress('trial', missing.length);
  let done = 0;
  const run = async (runner: Runner, some: readonly Trial[]) =>
    failed.push(
      ...(await runner.run(
        some.map(({ configuration }) => configuration),
        () => progress.update(++done),
      )),
    );
  await run(runner, inOrder(missing.filter(({ members }) => !members.length)));
  // What builds on others takes no time.
  const then = missing.filter(({ members }) => members.length);
  const isReady = ({ members }: Trial) => members.every(({ id }) => store.has(id));
  await run(new InProcess(store), then.filter(isReady));
  progress.end();
  for (const trial of then)
    if (!isReady(trial))
      failed.push({ configuration: trial.configuration, failure: 'a trial that it builds on did not end' });
  failed.push(
    ...failuresIn(
      missing.filter(({ id }) => store.has(id)),
      store,
    ),
  );
  return { ran: missing.length, found: found.length, failed };
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
