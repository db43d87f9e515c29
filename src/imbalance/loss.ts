import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../base/component';

/** How many training examples each class has; with weights, their sums. */
export interface ClassCounts {
  readonly positives: number;
  readonly negatives: number;
}

/** A training loss for rare positives, built from the class counts. */
export interface Loss {
  /**
   * @param logits [B]
   * @param labels 0 or 1, [B]
   * @param epoch from 1 on, for losses that change as training goes on
   * @param items the item that each row asks about, for losses that compare its customers; all the same one if omitted; [B]
   * @returns the loss of each example, [B]; their mean is what training lowers, weighted where examples have weights
   */
  of(logits: tf.Tensor1D, labels: tf.Tensor1D, epoch: number, items?: Int32Array): tf.Tensor1D;
  /**
   * What to add to a logit so that its sigmoid is a probability under the training examples' own base rate.
   * @param epoch that the model's weights are from, for losses that change as training goes on
   */
  logitShift(epoch: number): number;
  /** Whether it compares logits alone and leaves their level open; the level is then fitted to the training labels. */
  readonly isRelative?: boolean;
}

/** A kind of loss. */
export interface LossKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>, counts: ClassCounts): Loss;
}

/** Declares a loss. */
export function defineLoss<Options extends z.ZodType>(kind: LossKind<Options>): LossKind {
  return kind as unknown as LossKind;
}
