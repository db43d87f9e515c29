import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import { Progress } from '../base/progress';
import { type Configuration, hashOf, trialId } from './configuration';
import { openTask } from './data';
import { Store } from './store';
import { prerequisites, runTrial } from './trial';

export interface RunnerOptions {
  /** Processes that run trials side by side; with one, trials run in this process. */
  readonly workers: number;
  /** Where results go. */
  readonly runs: string;
  /** Where computed arrays are kept for other processes. */
  readonly cache: string;
  /** Modules that workers load first, because they put components into the registries. */
  readonly modules?: readonly string[];
}

/** By which users end a program. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** From the runner to a worker. */
export interface WorkOrder {
  readonly configuration: Configuration;
}
/** From a worker to the runner: done, or what went wrong. */
export interface WorkReport {
  readonly error?: { readonly message: string; readonly input: boolean };
}

/**
 * Runs all trials that the store does not have yet. Each result is written as soon as its trial ends,
 * so a run that is interrupted loses the trials in flight and goes on where it stopped.
 * @returns how many trials were run and how many were there already
 */
export async function runAll(
  configurations: readonly Configuration[],
  options: RunnerOptions,
): Promise<{ ran: number; found: number }> {
  const store = new Store(options.runs);
  const wanted = new Map<string, Configuration>();
  for (const configuration of configurations) {
    const { fingerprint } = await openTask(configuration);
    for (const one of [...prerequisites(configuration), configuration]) wanted.set(trialId(one, fingerprint), one);
  }
  const missing = [...wanted].filter(([id]) => !store.has(id)).map(([, configuration]) => configuration);
  // Trials that build on others come after them. The others go seed by seed, for rows side by side need different
  // arrays, which the next seed then finds in the cache, where seeds of one row would compute the same twice; and
  // from the last row of a table, which mostly takes longest, to the first.
  const first = missing
    .filter((one) => prerequisites(one).length === 0)
    .reverse()
    .sort((a, b) => a.seed - b.seed);
  const then = missing.filter((one) => prerequisites(one).length > 0);
  const progress = new Progress('trial', missing.length);
  let done = 0;
  const finished = () => progress.update(++done);
  if (options.workers > 1 && first.length > 1) await runInWorkers(first, options, finished);
  else await runHere(first, store, finished);
  await runHere(then, store, finished);
  progress.end();
  return { ran: missing.length, found: wanted.size - missing.length };
}

async function runHere(configurations: readonly Configuration[], store: Store, finished: () => void): Promise<void> {
  for (const configuration of configurations) {
    await runTrial(configuration, store);
    finished();
  }
}

async function runInWorkers(
  queue: readonly Configuration[],
  options: RunnerOptions,
  finished: () => void,
): Promise<void> {
  let next = 0;
  const workers: ChildProcess[] = [];
  const stopAll = () => {
    for (const worker of workers) worker.removeAllListeners('exit').kill();
  };
  // The signal's own effect, which is to end this process, comes after the workers' end.
  const onSignal = (signal: NodeJS.Signals) => {
    stopAll();
    endListening();
    process.kill(process.pid, signal);
  };
  const endListening = () => {
    process.off('exit', stopAll);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.once('exit', stopAll);
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    await Promise.all(
      Array.from({ length: Math.min(options.workers, queue.length) }, async () => {
        const worker = fork(join(__dirname, 'worker.ts'), [options.runs, options.cache, ...(options.modules ?? [])], {
          execArgv: ['-r', require.resolve('ts-node/register')],
        });
        workers.push(worker);
        while (next < queue.length) {
          await order(worker, { configuration: queue[next++] });
          finished();
        }
        worker.disconnect();
      }),
    );
  } finally {
    stopAll();
    endListening();
  }
}

/** Sends a trial to a worker and waits for its end. */
function order(worker: ChildProcess, work: WorkOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    const name = `trial ${work.configuration.model.name}, seed ${work.configuration.seed}`;
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      // The terminal sends its interrupt to the workers too, which may be the first to end.
      if (signal && SIGNALS.includes(signal)) return process.kill(process.pid, signal);
      reject(
        new Error(
          `the worker of ${name} ended (${signal ?? `exit code ${code}`}); configuration ${hashOf(work.configuration)}`,
        ),
      );
    };
    worker.once('exit', onExit);
    worker.once('message', (report: WorkReport) => {
      worker.off('exit', onExit);
      if (!report.error) resolve();
      else
        reject(
          report.error.input ? new InputError(report.error.message) : new Error(`${name}: ${report.error.message}`),
        );
    });
    worker.send(work);
  });
}
