import type { z } from 'zod';
import type { Component, ComponentSpec } from '../base/component';
import { check } from '../base/json';
import type { Registry } from '../base/registry';
import type { AsOf } from '../data/asOf';
import type { Controls } from '../data/controls/controls';

/** Examples with all that was known at their times, and their labels; [n] each. */
export interface LearningExamples {
  readonly asOf: AsOf;
  /** 0 or 1 */
  readonly label: Uint8Array;
  readonly weight?: Float32Array;
}

/** Some of the examples, in the order of `rows`. */
export function selectLearning({ asOf, label, weight }: LearningExamples, rows: Int32Array): LearningExamples {
  return {
    asOf: asOf.select(rows),
    label: Uint8Array.from(rows, (row) => label[row]),
    weight: weight && Float32Array.from(rows, (row) => weight[row]),
  };
}

/** What a learner may learn from. */
export interface TrainingData {
  readonly train: LearningExamples;
  /** For early stopping, and for what combines models that were trained already. */
  readonly validation: LearningExamples;
  /** Ids of the items that the task asks about; empty when it asks about customers or events alone. */
  readonly items: readonly string[];
  readonly controls: Controls;
  readonly seed: number;
}

/** A trained model. */
export interface FittedModel {
  /** Probabilities, under the base rate of the training examples unless the learner says otherwise, [n]. */
  predict(asOf: AsOf): Float32Array;
  /**
   * What each branch would say alone, by its name, where a model can tell: which one finds what? [n] each; undefined for
   * models that cannot, such as those that fuse early and never did without a branch. Their log-odds are corrected like
   * those of the whole.
   */
  predictByBranch?(asOf: AsOf): ReadonlyMap<string, Float32Array> | undefined;
  /** Everything that `load` needs. */
  toJSON(): unknown;
  /** What training tells: epochs, trees, parameters, importances. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  dispose(): void;
}

/** A model that corrects another's probabilities, each by itself; open to explanation. */
export interface WrappingModel extends FittedModel {
  readonly inner: FittedModel;
  /** The corrected probabilities; those given may be overwritten. */
  correct(probabilities: Float32Array): Float32Array;
}

/** Something that can be trained: a baseline on features, a model of fused branches, a stack of other learners. */
export interface Learner<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** What alone it can be asked about; anything if omitted. */
  readonly asks?: 'events';
  fit(data: TrainingData, options: z.output<Options>): Promise<FittedModel>;
  /**
   * Whether its probabilities are under the base rate of the training examples, so that another balance there has to be
   * corrected; true if omitted.
   */
  learnsBaseRate?(options: z.output<Options>): boolean;
  /** The option that says how long it trains at most, in epochs or trees: what successive halving gives little of. */
  readonly resource?: string;
  /** @throws InputError when the JSON is not a model of this learner */
  load(json: unknown): FittedModel;
}

/** Declares a learner, whose saved models are checked against a schema. */
export function defineLearner<Options extends z.ZodType, Saved extends z.ZodType>(
  learner: Omit<Learner<Options>, 'load'> & { saved: Saved; load(saved: z.output<Saved>): FittedModel },
): Learner {
  const { saved, ...rest } = learner;
  const load = (json: unknown) => learner.load(check(saved, json, `saved ${learner.name} model`));
  return { ...rest, load } as unknown as Learner;
}

/** Whether the probabilities of a model are under the base rate of its training examples. @param spec completed */
export function learnsBaseRate(learners: Registry<Learner>, spec: ComponentSpec): boolean {
  const { entry, options } = learners.resolve(spec);
  return entry.learnsBaseRate?.(options) ?? true;
}
