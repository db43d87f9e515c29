import type * as tf from '@tensorflow/tfjs-core';

/** A vector of each item as of each example's time: what one branch makes of items, and another reads. */
export interface ItemVectors {
  /** [N, units]; one row, of zeros, stands for all items that have none. */
  readonly vectors: tf.Tensor2D;
  /** The row of an item, as the log numbers it, for an example. */
  rowOf(example: number, item: number): number;
}
