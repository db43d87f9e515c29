import type { z } from 'zod';
import type { Component } from '../../base/component';
import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { logOdds } from '../classCounts';
import { blend, type Origins } from './origins';

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
  /** What the numbers of an example are called; their places from 0 on if omitted. */
  readonly columns?: readonly string[];
}

/** A sample with another class balance. */
export interface Resampled extends TrainingSample {
  /** By how much the log-odds of a positive rose: what is to be taken off the model's logits again. */
  readonly logitShift: number;
}

/** Changes the class balance of training examples. */
export interface Resampler {
  /** What it looks at: one that reads labels alone serves models that have no numbers, too. */
  readonly reads: 'labels' | 'numbers';
  /**
   * @returns where the examples after resampling come from
   * @throws InputError when a class is empty, or has too few examples
   */
  resample(sample: TrainingSample, random: Random): Origins;
}

/** A kind of resampler. */
export interface ResamplerKind<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>): Resampler;
}

/** Declares a resampler. */
export function defineResampler<Options extends z.ZodType>(kind: ResamplerKind<Options>): ResamplerKind {
  return kind as unknown as ResamplerKind;
}

/**
 * The resampled examples as numbers.
 * @throws InputError when a class is empty, or has too few examples; for a number that is missing or infinite
 */
export function fitResample(resampler: Resampler, sample: TrainingSample, random: Random): Resampled {
  const origins = resampler.resample(sample, random);
  const [, ...rest] = sample.shape;
  return {
    ...sample,
    values: blend(origins, sample.values, sizeOf(sample)),
    shape: [origins.label.length, ...rest],
    label: origins.label,
    logitShift: logOdds(origins.label) - logOdds(sample.label),
  };
}

/** How many numbers an example is. */
export function sizeOf({ shape: [, ...rest] }: TrainingSample): number {
  return rest.reduce((a, b) => a * b, 1);
}

/** @throws InputError that names the first number that is missing or infinite */
export function requireNumbers(sample: TrainingSample): void {
  const { values, columns, shape } = sample;
  if (sizeOf(sample) === 0)
    throw new InputError(`${shape[0]} examples without numbers`, 'resampling', 'numbers to measure distances by');
  // A sum of 0 times each is 0 unless one is missing or infinite: ten times as fast as asking each.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * values[i];
  if (sum === 0) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  const size = sizeOf(sample);
  const column = at % size;
  throw new InputError(
    `example ${Math.floor(at / size)} has ${values[at]} in column ${columns ? `"${columns[column]}"` : column}`,
    'resampling',
    'finite numbers: distances need them all; fill in missing values first',
  );
}
