import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { SearchSpace } from '../base/component';
import type { Random } from '../base/random';
import { dropout, sharedDropout } from '../nn/dropout';
import type { Encoding } from '../nn/encoding';
import { type EncodeOptions, SequenceEncoder } from './encoder';
import { lastStep } from './lastStep';

/** Options of recurrent encoders. */
export const recurrentSchema = z.strictObject({
  /** Columns of the hidden state; of each direction, where there are two. */
  units: z.number().int().positive().default(32),
  layers: z.number().int().positive().default(1),
  /** Share of the columns of each layer's inputs that are dropped while training: in a sequence the same at every step. */
  dropout: z.number().min(0).max(0.9).default(0),
  /** Share of the weights from state to state that are dropped in each batch while training. */
  recurrentDropout: z.number().min(0).max(0.9).default(0),
  /** Whether each layer also reads the steps from the last to the first. */
  bidirectional: z.boolean().default(false),
});
export type RecurrentOptions = z.output<typeof recurrentSchema>;

export const RECURRENT_SPACE: SearchSpace = {
  units: { choices: [16, 32, 64] },
  layers: { choices: [1, 2] },
  dropout: { low: 0, high: 0.4 },
  recurrentDropout: { low: 0, high: 0.4 },
  bidirectional: { choices: [false, true] },
};

/** A recurrent layer in one direction. */
export interface Cell<Weight extends string = string> {
  /** Fresh weights by name, in the order in which they are drawn; the one called `recurrent` leads from state to state. */
  weights(features: number, units: number, random: Random): Record<Weight, tf.Tensor>;
  /** The hidden state after every step, [B, T, H]; carried over where the mask is 0. */
  steps(x: tf.Tensor3D, mask: tf.Tensor2D, weights: Record<Weight, tf.Tensor>): tf.Tensor3D;
  /** The hidden state after the last step, [B, H]. */
  last(x: tf.Tensor3D, mask: tf.Tensor2D, weights: Record<Weight, tf.Tensor>): tf.Tensor2D;
}

type Weights = Record<string, tf.Tensor>;

interface Layer {
  readonly forward: Weights;
  readonly backward?: Weights;
}

/**
 * Recurrent layers one upon the other. The pooled vector is the last layer's state after the last step and, where there
 * are two directions, beside it that of the direction that ends at the first step (Schuster and Paliwal, IEEE Transactions
 * on Signal Processing 1997). Asked to be causal, the second direction is silent: its columns are 0.
 *
 * Inputs are dropped as by Gal and Ghahramani (NeurIPS 2016): a sequence loses the same columns at every step. Weights
 * from state to state are dropped as by Merity, Keskar and Socher (ICLR 2018): one draw for a batch, so that the whole
 * layer stays one operation.
 */
export class RecurrentEncoder extends SequenceEncoder {
  readonly units: number;
  private readonly layers: readonly Layer[];

  constructor(
    private readonly cell: Cell,
    features: number,
    private readonly options: RecurrentOptions,
    random: Random,
  ) {
    super();
    const { units, layers, bidirectional } = options;
    this.units = bidirectional ? 2 * units : units;
    const weights = (prefix: string, inputs: number): Weights =>
      Object.fromEntries(
        Object.entries(cell.weights(inputs, units, random)).map(([name, initial]) => [
          name,
          this.weight(prefix + name, initial),
        ]),
      );
    this.layers = Array.from({ length: layers }, (_, l) => {
      const prefix = l ? `layer${l + 1}.` : '';
      const inputs = l ? this.units : features;
      return {
        forward: weights(prefix, inputs),
        ...(bidirectional ? { backward: weights(`${prefix}backward.`, inputs) } : {}),
      };
    });
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D, options: EncodeOptions = {}): Encoding {
    let x = steps;
    for (const layer of this.layers.slice(0, -1)) x = this.run(layer, x, mask, { ...options, wantSteps: true }).steps!;
    return this.run(this.layers[this.layers.length - 1], x, mask, options);
  }

  private run(
    { forward, backward }: Layer,
    x: tf.Tensor3D,
    mask: tf.Tensor2D,
    { wantSteps, causal, random }: EncodeOptions,
  ): Encoding {
    const given = sharedDropout(x, this.options.dropout, random);
    const thinned = (weights: Weights) => ({
      ...weights,
      recurrent: dropout(weights.recurrent, this.options.recurrentDropout, random),
    });
    const one = this.direction(thinned(forward), given, mask, wantSteps);
    if (!backward) return one.steps ? { ...one, mask } : one;
    const other = causal
      ? { pooled: tf.zerosLike(one.pooled), steps: one.steps && tf.zerosLike(one.steps) }
      : this.direction(thinned(backward), tf.reverse(given, 1), tf.reverse(mask, 1) as tf.Tensor2D, wantSteps);
    const pooled = tf.concat2d([one.pooled, other.pooled], 1);
    if (!one.steps || !other.steps) return { pooled };
    return { pooled, steps: tf.concat3d([one.steps, tf.reverse(other.steps, 1)], 2), mask };
  }

  /** What one direction makes of steps in the order in which it reads them. */
  private direction(weights: Weights, x: tf.Tensor3D, mask: tf.Tensor2D, wantSteps?: boolean): Encoding {
    if (!wantSteps) return { pooled: this.cell.last(x, mask, weights) };
    const steps = this.cell.steps(x, mask, weights);
    return { pooled: lastStep(steps), steps };
  }
}
