import { datasets } from '../../datasets';
import { InputError } from '../base/errors';
import type { Asked, Examples } from '../data/examples';
import type { TransactionLog } from '../data/log';
import { bindTask, type Split, type Task } from '../data/task';
import { sampleNegatives } from '../imbalance/resampling/negatives';
import { type Configuration, hashOf } from './configuration';

/** A split's examples beside the questions as builders see them. */
export interface AskedExamples {
  readonly examples: Examples;
  readonly asked: readonly Asked[];
  readonly label: Uint8Array;
}

/** A log, a task bound to it, and the examples of its splits. */
export interface TrialData {
  readonly log: TransactionLog;
  readonly task: Task;
  /** With a sample of the negatives, as the configuration says. */
  readonly train: AskedExamples;
  readonly validation: AskedExamples;
  readonly test: AskedExamples;
}

const logs = new Map<string, Promise<TransactionLog>>();
const opened = new Map<string, Promise<TrialData>>();

/** Loads a data set once for the process. */
export function openLog(dataset: Configuration['dataset']): Promise<TransactionLog> {
  return once(logs, hashOf(dataset), () => datasets.get(dataset.name).load(dataset.options));
}

/** Loads the data of a trial once for the process. */
export function openData({ dataset, task, negatives }: Configuration): Promise<TrialData> {
  return once(opened, hashOf({ dataset, task, negatives }), async () => {
    const log = await openLog(dataset);
    const bound = bindTask(task, log);
    const prepared = (split: Split, examples = bound.examples(split)): AskedExamples => {
      requireBothClasses(examples.label, split, task.name);
      return { examples, asked: examples.asked(log), label: examples.label };
    };
    return {
      log,
      task: bound,
      train: prepared('train', sampleNegatives(bound.examples('train'), negatives.rate, negatives.seed)),
      validation: prepared('validation'),
      test: prepared('test'),
    };
  });
}

/** Nothing can be learnt from, or measured on, examples of one class. */
function requireBothClasses(label: Uint8Array, split: Split, task: string): void {
  const positives = label.reduce((sum, y) => sum + y, 0);
  if (positives > 0 && positives < label.length) return;
  throw new InputError(
    `${positives} of ${label.length} ${split} examples are positive`,
    `task ${task}`,
    'positives and negatives in training, validation and test',
  );
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
