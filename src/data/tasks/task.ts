import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { ExampleSet, LabelledExamples } from '../examples';
import type { TransactionLog } from '../log';

export type Split = 'train' | 'validation' | 'test';

/** A task on a given log: who is asked, when, and what the label is, for each fold and split. */
export interface Task {
  /** Ids of the items asked about; empty where the question is about the customer or the event alone. */
  readonly items: readonly string[];
  /** What tells one fold from another in tables, e.g. the date of its test cutoff; one entry a fold. */
  readonly folds: readonly string[];
  /** Hash of what the labels come from beside the log, such as a table of labels. */
  readonly fingerprint?: string;
  /** The examples of a fold's split in order of time. */
  split(fold: number, split: Split): LabelledExamples;
}

/** A kind of task, or a kind with its options given. */
export interface TaskKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** How many folds the options ask for; known without the data. */
  foldCount(options: z.output<Options>): number;
  /** @throws InputError when the log does not cover what the options ask for */
  bind(options: z.output<Options>, log: TransactionLog): Promise<Task>;
  /**
   * What a trained model is asked of a log, which need not cover anything beyond that.
   * @param items ids of the items asked about, as they were when the model was trained
   * @param time in seconds since 1970; the end of the log if omitted (for events: the beginning of its last day)
   * @throws InputError when there is nobody, or nothing, to ask about
   */
  ask(options: z.output<Options>, log: TransactionLog, items: readonly string[], time?: number): ExampleSet;
  /** The same options, but for cutoffs and dates, which are counted back from the end of the log. */
  undated(options: z.output<Options>): Record<string, unknown>;
}

/** Declares a kind of task. */
export function defineTask<Options extends z.ZodType>(kind: TaskKind<Options>): TaskKind {
  return kind as unknown as TaskKind;
}

/**
 * A task with a name of its own: a kind with some of its options given, which become the defaults.
 * @param kind a kind whose options are an object
 */
export function presetTask(
  kind: TaskKind,
  { name, summary, ...given }: { name: string; summary: string } & Record<string, unknown>,
): TaskKind {
  const options = kind.options as z.ZodObject;
  const completed = options.parse(given) as Record<string, unknown>;
  const shape = Object.fromEntries(
    Object.entries(options.shape).map(([key, schema]) => [
      key,
      completed[key] === undefined ? schema : (schema as z.ZodType).default(completed[key]),
    ]),
  );
  return { ...kind, name, summary, options: options.extend(shape), file: __filename, uses: [kind] };
}
