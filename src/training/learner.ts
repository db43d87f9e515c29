import type { z } from 'zod';
import type { Asked } from '../data/examples';
import type { Controls } from '../runtime/branch';

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
export interface Learner<Options = unknown> {
  readonly name: string;
  readonly options: z.ZodType<Options>;
  fit(lesson: Lesson, options: Options): Promise<Fitted>;
  /** @throws InputError when the JSON is not a model of this learner */
  load(json: unknown): Fitted;
}
