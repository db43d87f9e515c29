import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Component } from '../base/component';
import type { Random } from '../base/random';
import type { Encoding } from '../nn/encoding';
import { Module } from '../nn/module';

export interface EncodeOptions {
  /** Whether the vector of each step is asked for, beside the pooled one. */
  readonly wantSteps?: boolean;
  /** Whether what is told of a step must not depend on later ones, for pretexts that predict those. */
  readonly causal?: boolean;
  /** Days between each step and the time asked about, [B, T], for encoders that learn what they mean. */
  readonly ages?: tf.Tensor2D;
  /** Draws the dropout while training; omitted otherwise. */
  readonly random?: Random;
}

/**
 * Turns the steps of a sequence into one vector, and one for each step. Padded steps (mask 0) stand in front and must
 * change nothing: the conformance suite checks it.
 */
export abstract class SequenceEncoder extends Module {
  /** D, the columns of the pooled vector and of each step's. */
  abstract readonly units: number;

  /**
   * @param steps [B, T, F]
   * @param mask 1 for a step, 0 for padding, [B, T]
   * @returns pooled [B, D]; steps [B, T, D] where they are asked for
   */
  abstract encode(steps: tf.Tensor3D, mask: tf.Tensor2D, options?: EncodeOptions): Encoding;
}

/** A kind of sequence encoder. */
export interface EncoderKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** @param features F, the columns of a step */
  build(options: z.output<Options>, features: number, random: Random): SequenceEncoder;
}

/** Declares a sequence encoder. */
export function defineEncoder<Options extends z.ZodType>(kind: EncoderKind<Options>): EncoderKind {
  return kind as unknown as EncoderKind;
}
