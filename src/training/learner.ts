import type { z } from 'zod';
import { check } from '../base/json';
import type { Asked } from '../data/examples';
import type { Controls } from '../fusion/branch';

/** Questions with their answers; `label[i]` answers example i of the questions in order. */
export interface Labelled {
  readonly asked: readonly Asked[];
  readonly label: Uint8Array;
}

/** What a learner may learn from. */
export interface Lesson {
  readonly train: Labelled;
  /** For early stopping alone. */
  readonly validation: Labelled;
  /** Ids of the items that the task asks about; empty when it asks about customers alone. */
  readonly items: readonly string[];
  readonly controls: Controls;
  readonly seed: number;
}

/** A trained model. */
export interface Fitted {
  /** Probabilities under the base rate of the training examples; one per example of the questions in order. */
  predict(asked: readonly Asked[]): Float32Array;
  /** Everything that `load` needs. */
  toJSON(): unknown;
  /** What training tells: epochs, trees, parameters, importances. */
  readonly notes: Readonly<Record<string, unknown>>;
  dispose(): void;
}

/** Something that can be trained: a baseline on features, or a model of fused branches. */
export interface Learner {
  readonly name: string;
  /** Checks and completes options; an InputError names the wrong one. */
  complete(options: unknown): Record<string, unknown>;
  fit(lesson: Lesson, options: unknown): Promise<Fitted>;
  /** @throws InputError when the JSON is not a model of this learner */
  load(json: unknown): Fitted;
}

/** Makes a learner whose options and saved models are checked against their schemas. */
export function defineLearner<O extends z.ZodObject, S extends z.ZodObject>(learner: {
  name: string;
  options: O;
  saved: S;
  complete?(options: z.output<O>): Record<string, unknown>;
  fit(lesson: Lesson, options: z.output<O>): Promise<Fitted>;
  load(saved: z.output<S>): Fitted;
}): Learner {
  const parse = (options: unknown) => check(learner.options, options, `options of ${learner.name}`);
  return {
    name: learner.name,
    complete: (options) => (learner.complete ? learner.complete(parse(options)) : parse(options)),
    fit: (lesson, options) => learner.fit(lesson, parse(options)),
    load: (json) => learner.load(check(learner.saved, json, `saved ${learner.name} model`)),
  };
}
