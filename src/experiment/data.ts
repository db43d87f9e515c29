import { datasets } from '../data/datasets';
import type { TransactionLog } from '../data/log';
import { bindTask } from '../data/tasks/bind';
import type { Task } from '../data/tasks/task';
import { type Splits, splitsOf } from '../training/prepare';
import { type Configuration, hashOf } from './configuration';

/** A log, a task bound to it, and the examples of one fold. */
export interface TrialData extends Splits {
  readonly log: TransactionLog;
  readonly task: Task;
  /** Names the log and whatever else the labels come from. */
  readonly fingerprint: string;
}

const logs = new Map<string, Promise<TransactionLog>>();
const bound = new Map<string, Promise<{ log: TransactionLog; task: Task; fingerprint: string }>>();
const opened = new Map<string, Promise<TrialData>>();

/** Loads a data set once for the process. */
export function openLog(dataset: Configuration['dataset']): Promise<TransactionLog> {
  return once(logs, hashOf(dataset), () => {
    const { entry, options } = datasets.resolve(dataset);
    return entry.load(options);
  });
}

/** Binds a task to its data set once for the process. */
export function openTask({ dataset, task }: Pick<Configuration, 'dataset' | 'task'>) {
  return once(bound, hashOf({ dataset, task }), async () => {
    const log = await openLog(dataset);
    const there = await bindTask(task, log);
    const fingerprint = there.fingerprint ? hashOf([log.fingerprint, there.fingerprint]) : log.fingerprint;
    return { log, task: there, fingerprint };
  });
}

/** Loads the data of a trial once for the process. */
export function openData(configuration: Configuration): Promise<TrialData> {
  const { dataset, task, fold, negatives } = configuration;
  return once(opened, hashOf({ dataset, task, fold, negatives }), async () => {
    const there = await openTask(configuration);
    const splits = splitsOf(there.task, there.log, { fold, negatives }, `task ${task.name}`);
    return {
      ...there,
      train: splits.train,
      validation: splits.validation,
      get test() {
        return splits.test;
      },
    };
  });
}

function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = made.get(key);
  if (!value) {
    value = make();
    made.set(key, value);
    value.catch(() => made.delete(key));
  }
  return value;
}
