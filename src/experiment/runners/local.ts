import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { InputError } from '../../base/errors';
import { yieldToEvents } from '../../base/events';
import type { Configuration } from '../configuration';
import type { Store } from '../store';
import { nameOf, runTrial } from '../trial';
import type { FailedTrial, Runner, Trials } from './runner';

/** Runs trials one after the other in this process. */
export class InProcess implements Runner {
  constructor(private readonly store: Store) {}

  async run(trials: Trials, ended: (trial: Configuration) => void): Promise<FailedTrial[]> {
    for await (const trial of trials) {
      await runTrial(trial, this.store);
      ended(trial);
      await yieldToEvents();
    }
    return [];
  }
}

/** From a runner to a worker process. */
export interface WorkOrder {
  readonly configuration: Configuration;
}

/** From a worker process to its runner: the trial has ended, or what kept it from running. */
export interface WorkReport {
  readonly error?: { readonly message: string; readonly input: boolean };
}

export interface WorkerOptions {
  /** How many processes. */
  readonly workers: number;
  /** The folder of results. */
  readonly runs: string;
  /** The folder where processes keep arrays for each other. */
  readonly cache: string;
  /** What they load first, because it puts components into the registries. */
  readonly modules?: readonly string[];
}

/** By which users end a program. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs trials side by side in processes of their own. A signal that ends this process ends them first. */
export class InWorkers implements Runner {
  private readonly workers = new Set<ChildProcess>();

  constructor(private readonly options: WorkerOptions) {}

  async run(trials: Trials, ended: (trial: Configuration, lost?: string) => void): Promise<FailedTrial[]> {
    const queue = oneByOne(trials);
    const lost: FailedTrial[] = [];
    const stopListening = this.stopWithThisProcess();
    try {
      await Promise.all(
        Array.from({ length: this.options.workers }, async () => {
          let worker: ChildProcess | undefined;
          for (let next = await queue.next(); !next.done; next = await queue.next()) {
            const trial = next.value;
            worker ??= this.start();
            const failure = await order(worker, trial);
            if (failure) {
              lost.push({ configuration: trial, failure });
              worker = undefined;
            }
            ended(trial, failure);
          }
        }),
      );
    } finally {
      this.stop();
      stopListening();
    }
    return lost;
  }

  private start(): ChildProcess {
    const { runs, cache, modules = [] } = this.options;
    // TypeScript in the repository, JavaScript in the package that is made of it.
    const extension = extname(__filename);
    const worker = fork(join(__dirname, `worker${extension}`), [runs, cache, ...modules], {
      execArgv: extension === '.ts' ? ['-r', require.resolve('ts-node/register')] : undefined,
    });
    this.workers.add(worker);
    return worker;
  }

  private stop(): void {
    for (const worker of this.workers) worker.removeAllListeners('exit').kill();
    this.workers.clear();
  }

  /** Ends the workers when this process ends, until the result is called. */
  private stopWithThisProcess(): () => void {
    const onExit = () => this.stop();
    const onSignal = (signal: NodeJS.Signals) => {
      this.stop();
      stopListening();
      // Nobody handles the signal any more: it now has its own effect, which is to end this process.
      process.kill(process.pid, signal);
    };
    const stopListening = () => {
      process.off('exit', onExit);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    };
    process.once('exit', onExit);
    for (const signal of SIGNALS) process.once(signal, onSignal);
    return stopListening;
  }
}

/** An iterator that several may ask at the same time. */
async function* oneByOne(trials: Trials): AsyncGenerator<Configuration> {
  yield* trials;
}

/** Sends a trial to a worker and waits for its end. @returns why the worker died, if it did */
function order(worker: ChildProcess, configuration: Configuration): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const stopListening = () => {
      worker.off('exit', onExit);
      worker.off('message', onMessage);
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      stopListening();
      // A terminal sends its interrupt to the workers too, which may be the first to end.
      if (signal && SIGNALS.includes(signal)) process.kill(process.pid, signal);
      else resolve(`its process ended (${signal ?? `exit code ${code}`})`);
    };
    const onMessage = ({ error }: WorkReport) => {
      stopListening();
      if (!error) resolve(undefined);
      else
        reject(error.input ? new InputError(error.message) : new Error(`${nameOf(configuration)}: ${error.message}`));
    };
    worker.on('exit', onExit);
    worker.on('message', onMessage);
    worker.send({ configuration } satisfies WorkOrder);
  });
}
