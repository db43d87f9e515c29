import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { check } from '../base/json';

/** A training loss for rare positives, bound to the training set's base rate. */
export interface Loss {
  /**
   * @param logits [B]
   * @param labels 0 or 1, [B]
   * @returns the mean loss, a scalar
   */
  of(logits: tf.Tensor1D, labels: tf.Tensor1D): tf.Scalar;
  /** What to add to a logit so that its sigmoid is a probability under the training set's own base rate. */
  readonly logitShift: number;
}

/** An entry of the registry of losses. */
export interface LossKind {
  readonly name: string;
  /** @param baseRate share of positives among the training examples */
  build(options: unknown, baseRate: number): Loss;
}

/** Makes an entry whose options are checked against their schema. */
export function defineLoss<O extends z.ZodObject>(kind: {
  name: string;
  options: O;
  build(options: z.output<O>, baseRate: number): Loss;
}): LossKind {
  return {
    name: kind.name,
    build: (options, baseRate) => kind.build(check(kind.options, options, `options of loss ${kind.name}`), baseRate),
  };
}
