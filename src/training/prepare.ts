import { z } from 'zod';
import type { ComponentInput } from '../base/component';
import { InputError } from '../base/errors';
import { check } from '../base/json';
import { AsOf } from '../data/asOf';
import { controls } from '../data/controls';
import { Controls } from '../data/controls/controls';
import { countPositives, type LabelledExamples } from '../data/examples';
import type { TransactionLog } from '../data/log';
import { askTask, bindTask } from '../data/tasks/bind';
import type { Split, Task } from '../data/tasks/task';
import { sampleNegatives } from '../imbalance/resampling/negatives';
import type { LearningExamples, TrainingData } from './learner';

/** Which examples of a task a model learns from. */
export const splitsSchema = z.strictObject({
  /** Which of the task's folds, from 0 on. */
  fold: z.number().int().nonnegative().default(0),
  /** The share of the training negatives that is kept, drawn anew for each seed given here. */
  negatives: z
    .strictObject({ rate: z.number().positive().max(1), seed: z.number().int().default(0) })
    .prefault({ rate: 1 }),
});
export type SplitsOptions = z.output<typeof splitsSchema>;

const preparationSchema = splitsSchema.extend({
  controls: z.array(controls.reference()).default([]),
  seed: z.number().int().nonnegative().default(0),
});
export type PreparationOptions = z.input<typeof preparationSchema>;

/** A log and a task as a learner wants them, and the test that it never sees. */
export interface PreparedData extends TrainingData {
  /** As `prepare` was told, or 1: the share of the training negatives that was kept. */
  readonly negativesRate: number;
  readonly task: Task;
  /** Made when it is asked for first. */
  readonly test: LearningExamples;
  /** What a trained model is asked at a time, in seconds since 1970; at the end of the log if omitted. */
  ask(time?: number): AsOf;
}

/**
 * Makes what a learner needs of a log.
 * @param task the name of a task, or an object with its "name" and options
 * @throws InputError for a task or an option that there is not, and when the log does not cover what the task asks for
 */
export async function prepare(
  log: TransactionLog,
  task: ComponentInput,
  options: PreparationOptions = {},
): Promise<PreparedData> {
  const { controls: specs, seed, ...which } = check(preparationSchema, options, 'prepare');
  const bound = await bindTask(task, log);
  const splits = splitsOf(bound, log, which, `task ${typeof task === 'string' ? task : task.name}`);
  return {
    task: bound,
    items: bound.items,
    controls: new Controls(specs, seed),
    seed,
    negativesRate: which.negatives.rate,
    train: splits.train,
    validation: splits.validation,
    get test() {
      return splits.test;
    },
    ask: (time) => askTask(task, log, bound.items, time),
  };
}

/** The examples of one fold, with all that was known at their times. */
export interface Splits {
  readonly train: LearningExamples;
  readonly validation: LearningExamples;
  /** Made when it is asked for first: what evaluates on validation never makes it. */
  readonly test: LearningExamples;
}

/**
 * The examples of a task's fold.
 * @param where what names the task in messages
 * @throws InputError for a fold that there is not, and for a split of one class
 */
export function splitsOf(task: Task, log: TransactionLog, { fold, negatives }: SplitsOptions, where: string): Splits {
  if (fold >= task.folds.length)
    throw new InputError(`there is no fold ${fold}`, where, `a fold from 0 to ${task.folds.length - 1}`);
  const withPast = (split: Split, { examples, label, weight }: LabelledExamples): LearningExamples => {
    requireBothClasses(label, split, where);
    return { asOf: new AsOf(examples, log), label, weight };
  };
  let test: LearningExamples | undefined;
  return {
    train: withPast('train', sampleNegatives(task.split(fold, 'train'), negatives.rate, negatives.seed)),
    validation: withPast('validation', task.split(fold, 'validation')),
    get test() {
      test ??= withPast('test', task.split(fold, 'test'));
      return test;
    },
  };
}

/** Nothing can be learned from, or measured on, examples of one class. */
function requireBothClasses(label: Uint8Array, split: Split, where: string): void {
  const positives = countPositives(label);
  if (positives > 0 && positives < label.length) return;
  throw new InputError(
    `${positives} of ${label.length} ${split} examples are positive`,
    where,
    'positives and negatives in training, validation and test',
  );
}
