import * as tf from '@tensorflow/tfjs-core';
import type { ComponentSpec } from '../base/component';
import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';
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
  /** The row of the item table of each of the windows' lines. */
  readonly itemRows: Int32Array;
  readonly lines?: LineNumbers;
}

/** More numbers of the windows' lines, scaled: those of line i are row `row[i]` of `values`, [rows, columns]. */
export interface LineNumbers {
  readonly values: Float32Array;
  readonly columns: number;
  readonly row: Int32Array;
}

/**
 * Windows of last steps through a sequence encoder. A step is its numbers (gap, age, amount, lines, units) beside the means
 * of its lines' numbers and of its items' learned embeddings.
 */
export class SequenceModel extends Module {
  readonly encoder: SequenceEncoder;
  private readonly table?: tf.Variable;

  /**
   * @param vocabularySize rows of the item table
   * @param embeddingDim columns of the item table; 0 for none
   * @param columns F and the columns of the lines' numbers together
   */
  constructor(
    encoder: ComponentSpec,
    private readonly vocabularySize: number,
    private readonly embeddingDim: number,
    random: Random,
    private readonly columns: number = STEP_FEATURES.length,
  ) {
    super();
    if (embeddingDim > 0) this.table = this.weight('items', normal([vocabularySize, embeddingDim], 0.1, random));
    const { entry, options } = encoders.resolve(encoder);
    this.encoder = this.part('encoder', entry.build(options, columns + embeddingDim, random));
  }

  /**
   * The items' embeddings; row 0 stands for all items without one of their own. [vocabulary, embeddingDim]
   * @throws InputError where there are none
   */
  get items(): tf.Variable {
    if (this.table) return this.table;
    throw new InputError('items have no embeddings', 'branch sequence', 'embeddingDim of at least 1');
  }

  /**
   * @param which windows, [B]
   * @param replaceSteps gives other steps [B, T, F] than those of the windows
   * @returns pooled [B, D]; steps [B, T, D] where they are asked for
   */
  encode(
    inputs: WindowInputs,
    which: Int32Array,
    options?: EncodeOptions,
    replaceSteps: (steps: tf.Tensor3D) => tf.Tensor3D = (steps) => steps,
  ): Encoding {
    const shape: [number, number] = [which.length, inputs.windows.length];
    const { numeric, mask } = this.numbersOf(inputs, which);
    const numbers = tf.tensor3d(numeric, [...shape, this.columns]);
    const told: tf.Tensor3D[] = [numbers];
    if (this.table) told.push(tf.reshape(this.itemsOf(this.table, inputs, which), [...shape, this.embeddingDim]));
    const ages = agesOf(inputs.windows, which);
    return this.encoder.encode(replaceSteps(tf.concat3d(told, 2)), tf.tensor2d(mask, shape), { ages, ...options });
  }

  /** Numbers and masks of some windows, [B, T, columns] and [B, T]. */
  private numbersOf({ windows, numeric, lines }: WindowInputs, which: Int32Array) {
    const { length, starts, columns } = windows;
    const F = columns.length;
    const C = this.columns;
    const numbers = new Float32Array(which.length * length * C);
    const mask = new Float32Array(which.length * length);
    for (let i = 0; i < which.length; i++)
      for (let t = 0; t < length; t++) {
        const from = which[i] * length + t;
        const to = i * length + t;
        mask[to] = windows.mask[from];
        if (!mask[to]) continue;
        for (let f = 0; f < F; f++) numbers[to * C + f] = numeric[from * F + f];
        if (lines) addMean(lines, starts[from], starts[from + 1], numbers, to * C + F);
      }
    return { numeric: numbers, mask };
  }

  /** The mean embedding of each step's items, [B T, embeddingDim]; 0 in the padding. */
  private itemsOf(table: tf.Variable, { windows, itemRows }: WindowInputs, which: Int32Array): tf.Tensor2D {
    const { length, starts } = windows;
    const steps = which.length * length;
    const offsets = new Int32Array(steps + 1);
    for (let i = 0; i < which.length; i++)
      for (let t = 0; t < length; t++) {
        const from = which[i] * length + t;
        const to = i * length + t;
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
    return spmm(bag, table as tf.Tensor2D);
  }
}

/** Adds the mean of the numbers of lines `from` to `to`. */
function addMean({ values, columns, row }: LineNumbers, from: number, to: number, out: Float32Array, at: number): void {
  for (let line = from; line < to; line++)
    for (let c = 0; c < columns; c++) out[at + c] += values[row[line] * columns + c] / (to - from);
}
