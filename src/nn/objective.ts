import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';

export interface StepContext {
  /** From 1 on. */
  readonly epoch: number;
  /** Draws dropout, negatives and the like. */
  readonly random: Random;
}

/** What a model is trained for: labels, the next item, a reconstruction, … */
export interface Objective {
  /** The rows of each batch of an epoch, in the order in which they are trained on. */
  batches(random: Random): Iterable<Int32Array>;
  /** The mean loss of a batch, a scalar; called within `tf.tidy`. */
  loss(rows: Int32Array, context: StepContext): tf.Scalar;
  /** What was not finite first in a batch whose loss is not, for people to read; undefined where it cannot be told. */
  blame?(rows: Int32Array): string | undefined;
  /** Weights that serve the objective alone, such as a projection; they are trained along and then let go. */
  readonly weights?: ReadonlyMap<string, tf.Variable>;
}
