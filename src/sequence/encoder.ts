import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Module } from '../nn/module';

/**
 * Turns the steps of a sequence into one vector. Padded steps (mask 0) stand in front and must change
 * nothing: the conformance suite checks it.
 */
export abstract class SequenceEncoder extends Module {
  /** Columns of what `encode` returns. */
  abstract readonly width: number;

  /**
   * @param steps [B, T, F]
   * @param mask 1 for a step, 0 for padding, [B, T]
   * @returns [B, width]
   */
  abstract encode(steps: tf.Tensor3D, mask: tf.Tensor2D): tf.Tensor2D;
}

/** An entry of the registry of sequence encoders. */
export interface EncoderKind {
  readonly name: string;
  /** @param features F, the columns of a step; @param width of the encoding */
  build(features: number, width: number, random: Random): SequenceEncoder;
}
