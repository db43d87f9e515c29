import * as tf from '@tensorflow/tfjs-core';
import type { ComponentSpec } from '../base/component';
import type { Csr } from '../base/csr';
import type { Random } from '../base/random';
import type { Encoding } from '../nn/encoding';
import { normal } from '../nn/initializers';
import { Module } from '../nn/module';
import { spmm } from '../ops/sparse';
import { agesOf } from './ages';
import type { EncodeOptions, SequenceEncoder } from './encoder';
import { encoders } from './encoders';
import { STEP_FEATURES, type Windows } from './windows';

/** Windows as the model reads them. */
export interface WindowInputs {
  readonly windows: Windows;
  /** The windows' numbers, scaled; [W, T, F]. */
  readonly numeric: Float32Array;
  /** The row of the item table of each of the windows' items. */
  readonly itemRows: Int32Array;
}

/**
 * Windows of last steps through a sequence encoder. A step is its numbers (gap, age, amount, lines, units) beside the mean
 * of its items' learned embeddings.
 */
export class SequenceModel extends Module {
  /** The items' embeddings; row 0 stands for all items without one of their own. [vocabulary, embeddingDim] */
  readonly items: tf.Variable;
  readonly encoder: SequenceEncoder;

  /** @param vocabularySize rows of the item table */
  constructor(
    encoder: ComponentSpec,
    private readonly vocabularySize: number,
    private readonly embeddingDim: number,
    random: Random,
  ) {
    super();
    this.items = this.weight('items', normal([vocabularySize, embeddingDim], 0.1, random));
    const { entry, options } = encoders.resolve(encoder);
    this.encoder = this.part('encoder', entry.build(options, STEP_FEATURES.length + embeddingDim, random));
  }

  /**
   * @param which windows, [B]
   * @returns pooled [B, D]; steps [B, T, D] where they are asked for
   */
  encode(inputs: WindowInputs, which: Int32Array, options?: EncodeOptions): Encoding {
    const { length } = inputs.windows;
    const { numeric, mask, bag } = this.gather(inputs, which);
    const bags = tf.reshape(spmm(bag, this.items as tf.Tensor2D), [which.length, length, this.embeddingDim]);
    const numbers = tf.tensor3d(numeric, [which.length, length, STEP_FEATURES.length]);
    const steps = tf.concat3d([numbers, bags as tf.Tensor3D], 2);
    const ages = agesOf(inputs.windows, which);
    return this.encoder.encode(steps, tf.tensor2d(mask, [which.length, length]), { ages, ...options });
  }

  /** Numbers and masks of some windows, and their items as the rows of a matrix that takes means. */
  private gather({ windows, numeric, itemRows }: WindowInputs, which: Int32Array) {
    const { length, starts } = windows;
    const F = STEP_FEATURES.length;
    const steps = which.length * length;
    const numbers = new Float32Array(steps * F);
    const mask = new Float32Array(steps);
    const offsets = new Int32Array(steps + 1);
    for (let i = 0; i < which.length; i++)
      for (let t = 0; t < length; t++) {
        const from = which[i] * length + t;
        const to = i * length + t;
        mask[to] = windows.mask[from];
        if (mask[to]) for (let f = 0; f < F; f++) numbers[to * F + f] = numeric[from * F + f];
        offsets[to + 1] = offsets[to] + starts[from + 1] - starts[from];
      }
    const columns = new Int32Array(offsets[steps]);
    const values = new Float32Array(columns.length);
    for (let i = 0; i < which.length; i++)
      for (let t = 0; t < length; t++) {
        const from = which[i] * length + t;
        const to = i * length + t;
        columns.set(itemRows.subarray(starts[from], starts[from + 1]), offsets[to]);
        values.fill(1 / (offsets[to + 1] - offsets[to]), offsets[to], offsets[to + 1]);
      }
    const bag: Csr = { rows: steps, cols: this.vocabularySize, offsets, columns, values };
    return { numeric: numbers, mask, bag };
  }
}
