import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Random } from '../../base/random';

/**
 * Training examples as numbers: rows [n, F] or sequences [n, T, F]. Only what trains a model is made into this, so nothing
 * else can be resampled.
 */
export interface TrainingSample {
  readonly purpose: 'training';
  /** Row-major. */
  readonly values: Float32Array;
  /** The first is n. */
  readonly shape: readonly [n: number, ...rest: number[]];
  /** 0 or 1, [n] */
  readonly label: Uint8Array;
}

/** A sample with another class balance. */
export interface Resampled extends TrainingSample {
  /** By how much the log-odds of a positive rose: what is to be taken off the model's logits again. */
  readonly logitShift: number;
}

/** Changes the class balance of training examples. */
export interface Resampler {
  /** @throws InputError when a class is empty */
  fitResample(sample: TrainingSample, random: Random): Resampled;
  /**
   * The rows that the resampled sample consists of, in its order, where it holds nothing else: such a resampler serves
   * models that read more than numbers, too. Undefined for one that makes new examples.
   */
  select?(label: Uint8Array, random: Random): Int32Array;
}

/** A kind of resampler. */
export interface ResamplerKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>): Resampler;
}

/** Declares a resampler. */
export function defineResampler<Options extends z.ZodType>(kind: ResamplerKind<Options>): ResamplerKind {
  return kind as unknown as ResamplerKind;
}
