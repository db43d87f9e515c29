import { InputError } from '../base/errors';
import { AsOf } from '../data/asOf';
import { datasets } from '../data/datasets';
import { countPositives, type LabelledExamples } from '../data/examples';
import type { TransactionLog } from '../data/log';
import { tasks } from '../data/tasks';
import type { Split, Task } from '../data/tasks/task';
import { sampleNegatives } from '../imbalance/resampling/negatives';
import type { LearningExamples } from '../training/learner';
import { type Configuration, hashOf } from './configuration';

/** A log, a task bound to it, and the examples of one fold. */
export interface TrialData {
  readonly log: TransactionLog;
  readonly task: Task;
  /** Names the log and whatever else the labels come from. */
  readonly fingerprint: string;
  /** With a sample of the negatives, as the configuration says. */
  readonly train: LearningExamples;
  readonly validation: LearningExamples;
  /** Made when it is asked for first: a trial that evaluates on validation never does. */
  readonly test: LearningExamples;
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
    const { entry, options } = tasks.resolve(task);
    const there = await inTask(task.name, () => entry.bind(options, log));
    const fingerprint = there.fingerprint ? hashOf([log.fingerprint, there.fingerprint]) : log.fingerprint;
    return { log, task: there, fingerprint };
  });
}

/** Loads the data of a trial once for the process. */
export function openData(configuration: Configuration): Promise<TrialData> {
  const { dataset, task, fold, negatives } = configuration;
  return once(opened, hashOf({ dataset, task, fold, negatives }), async () => {
    const { log, task: there, fingerprint } = await openTask(configuration);
    if (fold >= there.folds.length)
      throw new InputError(`there is no fold ${fold}`, `task ${task.name}`, `0 to ${there.folds.length - 1}`);
    const prepare = (split: Split, labelled: LabelledExamples): LearningExamples => {
      requireBothClasses(labelled.label, split, task.name);
      return { asOf: new AsOf(labelled.examples, log), label: labelled.label, weight: labelled.weight };
    };
    let test: LearningExamples | undefined;
    return {
      log,
      task: there,
      fingerprint,
      train: prepare('train', sampleNegatives(there.split(fold, 'train'), negatives.rate, negatives.seed)),
      validation: prepare('validation', there.split(fold, 'validation')),
      get test() {
        test ??= prepare('test', there.split(fold, 'test'));
        return test;
      },
    };
  });
}

/** Nothing can be learned from, or measured on, examples of one class. */
function requireBothClasses(label: Uint8Array, split: Split, task: string): void {
  const positives = countPositives(label);
  if (positives > 0 && positives < label.length) return;
  throw new InputError(
    `${positives} of ${label.length} ${split} examples are positive`,
    `task ${task}`,
    'positives and negatives in training, validation and test',
  );
}

/** Names the task in the mistakes that it finds. */
async function inTask<T>(name: string, bind: () => Promise<T>): Promise<T> {
  try {
    return await bind();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.what, error.where ? `task ${name}, ${error.where}` : `task ${name}`, error.expected);
  }
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
