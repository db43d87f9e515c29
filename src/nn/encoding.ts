import type * as tf from '@tensorflow/tfjs-core';

/** What an encoder or a branch makes of a batch. */
export interface Encoding {
  /** One vector an example, [B, D]. */
  readonly pooled: tf.Tensor2D;
  /** One vector a step (or a neighbour), [B, T, D'], where they were asked for and there are some. */
  readonly steps?: tf.Tensor3D;
  /** 1 for a step, 0 for padding, [B, T]; there if `steps` is. */
  readonly mask?: tf.Tensor2D;
}
