import * as tf from '@tensorflow/tfjs-core';
import type { ComponentSpec } from '../base/component';
import type { Csr } from '../base/csr';
import { InputError } from '../base/errors';
import type { Random } from '../base/random';
import type { Encoding } from '../nn/encoding';
import { normal } from '../nn/initializers';
import type { ItemVectors } from '../nn/itemVectors';
import { Module } from '../nn/module';
import { spmm } from '../ops/sparse';
import { type Augment, augmented } from './augmentations/augmentation';
import type { EncodeOptions, SequenceEncoder } from './encoder';
import { encoders } from './encoders';
import { ageOf, maskOf, type Places, placesOf } from './places';
import { STEP_FEATURES, type Windows } from './windows';

/** Windows as the model reads them. */
export interface WindowInputs {
  readonly windows: Windows;
  /** The windows' numbers, scaled; [W, T, F]. */
  readonly numeric: Float32Array;
  /** The row of the item table of each of the windows' lines. */
  readonly itemRows: Int32Array;
  readonly lines?: LineNumbers;
  /** The row of each of the windows' lines in each further table of embeddings. */
  readonly categories?: readonly Int32Array[];
}

/** What a step may have beside the numbers of windows and learned embeddings of its items. */
export interface MoreInputs {
  /** F and the columns of the lines' numbers together. */
  readonly columns?: number;
  readonly categories?: readonly CategoryTable[];
  /** The item table, [vocabularySize, embeddingDim], where it is not learned. */
  readonly itemVectors?: Float32Array;
  /** Whether another model's vectors stand in the place of the item table. */
  readonly readsItemVectors?: boolean;
}

/** A table of embeddings of what else a line has. */
export interface CategoryTable {
  readonly name: string;
  /** Rows. */
  readonly size: number;
  readonly embeddingDim: number;
}

/** More numbers of the windows' lines, scaled: those of line i are row `row[i]` of `values`, [rows, columns]. */
export interface LineNumbers {
  readonly values: Float32Array;
  readonly columns: readonly string[];
  readonly row: Int32Array;
}

/** Steps of a batch as an encoder reads them. */
export interface EmbeddedSteps {
  /** What is told of each step, [B, T, columns + embeddingDim]; 0 in the padding. */
  readonly steps: tf.Tensor3D;
  /** The first of its columns, which no weight decides; [B, T, columns] */
  readonly numbers: tf.Tensor3D;
  /** 1 for a step, 0 for padding, [B, T]. */
  readonly mask: tf.Tensor2D;
  /** Days between each step and the time asked about, [B, T]. */
  readonly ages: tf.Tensor2D;
}

/** The items of a batch of windows as another model sees them. */
export interface BatchItems extends Pick<ItemVectors, 'vectors'> {
  /** The row of an item, as the log numbers it, for window b of the batch. */
  rowOf(b: number, item: number): number;
}

export interface ModelOptions extends EncodeOptions {
  /** For a model that reads another's vectors of items. */
  readonly batchItems?: BatchItems;
  /** Change the windows while training. */
  readonly augmentations?: readonly Augment[];
  /** Gives other steps [B, T, F] than those of the windows, for explanations. */
  readonly replaceSteps?: (steps: tf.Tensor3D) => tf.Tensor3D;
}

/**
 * Windows of last steps through a sequence encoder. A step is its numbers (gap, age, amount, lines, units) beside the means
 * of its lines' numbers and of the learned embeddings of its items and its lines' categories.
 */
export class SequenceModel extends Module {
  readonly encoder: SequenceEncoder;
  /** F and the columns of the lines' numbers together. */
  readonly columns: number;
  private readonly categories: readonly CategoryTable[];
  private readonly learned?: tf.Variable;
  private readonly fixed?: tf.Variable;
  private readonly categoryTables: readonly tf.Variable[];

  /**
   * @param vocabularySize rows of the item table
   * @param embeddingDim columns of the item table; 0 for none
   */
  constructor(
    encoder: ComponentSpec,
    readonly vocabularySize: number,
    readonly embeddingDim: number,
    random: Random,
    { columns = STEP_FEATURES.length, categories = [], itemVectors, readsItemVectors = false }: MoreInputs = {},
  ) {
    super();
    this.columns = columns;
    this.categories = categories;
    if (itemVectors)
      this.fixed = tf.tidy(() => tf.variable(tf.tensor2d(itemVectors, [vocabularySize, embeddingDim]), false));
    else if (embeddingDim > 0 && !readsItemVectors)
      this.learned = this.weight('items', normal([vocabularySize, embeddingDim], 0.1, random));
    this.categoryTables = categories.map((each) =>
      this.weight(`category ${each.name}`, normal([each.size, each.embeddingDim], 0.1, random)),
    );
    const { entry, options } = encoders.resolve(encoder);
    const width = categories.reduce((sum, each) => sum + each.embeddingDim, columns + embeddingDim);
    this.encoder = this.part('encoder', entry.build(options, width, random));
  }

  /**
   * The items' embeddings; row 0 stands for all items without one of their own. [vocabulary, embeddingDim]
   * @throws InputError where there are none
   */
  get items(): tf.Variable {
    const table = this.fixed ?? this.learned;
    if (table) return table;
    throw new InputError(
      'items have no embeddings of their own',
      'branch sequence',
      'embeddingDim of at least 1, and items other than those of the graph',
    );
  }

  /**
   * @param which windows, [B]
   * @returns pooled [B, D]; steps [B, T, D] where they are asked for
   */
  encode(
    inputs: WindowInputs,
    which: Int32Array,
    { augmentations, replaceSteps, batchItems, ...options }: ModelOptions = {},
  ): Encoding {
    const places = placesOf(inputs.windows, which);
    const { random } = options;
    const seen = random && augmentations?.length ? augmented(places, inputs.windows, augmentations, random) : places;
    const { steps, mask, ages } = this.embed(inputs, seen, batchItems);
    return this.encoder.encode(replaceSteps?.(steps) ?? steps, mask, { ages, ...options });
  }

  /** What a step is told, in order: its numbers, one column each, and what is embedded. */
  stepParts({ windows, lines }: WindowInputs): readonly { readonly name: string; readonly width: number }[] {
    const numbers = [...windows.columns, ...(lines?.columns ?? [])].map((name) => ({ name, width: 1 }));
    const items = this.embeddingDim > 0 ? [{ name: 'items', width: this.embeddingDim }] : [];
    const categories = this.categories.map(({ name, embeddingDim }) => ({ name, width: embeddingDim }));
    return [...numbers, ...items, ...categories];
  }

  /**
   * The steps of a batch as the encoder reads them.
   * @param places [B × T]
   * @param batchItems instead of the item table
   */
  embed(inputs: WindowInputs, places: Places, batchItems?: BatchItems): EmbeddedSteps {
    const { windows } = inputs;
    const shape: [number, number] = [places.length / windows.length, windows.length];
    const numbers = tf.tensor3d(this.numbersOf(inputs, places), [...shape, this.columns]);
    const told: tf.Tensor3D[] = [numbers];
    const tell = (table: tf.Tensor2D, rowOf: (line: number, b: number) => number) =>
      told.push(tf.reshape(meansOf(table, rowOf, windows, places), [...shape, table.shape[1]]));
    if (batchItems) tell(batchItems.vectors, (line, b) => batchItems.rowOf(b, windows.items[line]));
    else if (this.embeddingDim > 0) tell(this.items as tf.Tensor2D, (line) => inputs.itemRows[line]);
    for (const [t, table] of this.categoryTables.entries())
      tell(table as tf.Tensor2D, (line) => inputs.categories![t][line]);
    return {
      numbers,
      steps: tf.concat3d(told, 2),
      mask: tf.tensor2d(maskOf(places), shape),
      ages: tf.tensor2d(
        Float32Array.from(places, (step) => (step < 0 ? 0 : ageOf(windows, step))),
        shape,
      ),
    };
  }

  /** Sets the items' embeddings, which are then learned on, to vectors as large as random ones begin. */
  startItemsFrom(vectors: Float32Array): void {
    const { items } = this;
    tf.tidy(() => items.assign(tf.mul(tf.tensor(vectors, items.shape), 0.1)));
  }

  override dispose(): void {
    super.dispose();
    this.fixed?.dispose();
  }

  /** The numbers of steps and the means of their lines' numbers, [B T, columns]. */
  private numbersOf({ windows, numeric, lines }: WindowInputs, places: Places): Float32Array {
    const { starts, columns } = windows;
    const F = columns.length;
    const C = this.columns;
    const numbers = new Float32Array(places.length * C);
    for (let to = 0; to < places.length; to++) {
      const from = places[to];
      if (from < 0) continue;
      for (let f = 0; f < F; f++) numbers[to * C + f] = numeric[from * F + f];
      if (lines) addMean(lines, starts[from], starts[from + 1], numbers, to * C + F);
    }
    return numbers;
  }
}

/**
 * The mean embedding of the lines of each step, [B T, columns]; 0 in the padding.
 * @param rowOf the row of a line in the table, in window b of the batch
 */
function meansOf(
  table: tf.Tensor2D,
  rowOf: (line: number, b: number) => number,
  { starts, length }: Windows,
  places: Places,
): tf.Tensor2D {
  const offsets = new Int32Array(places.length + 1);
  for (let to = 0; to < places.length; to++) {
    const from = places[to];
    offsets[to + 1] = offsets[to] + (from < 0 ? 0 : starts[from + 1] - starts[from]);
  }
  const columns = new Int32Array(offsets[places.length]);
  const values = new Float32Array(columns.length);
  for (let to = 0; to < places.length; to++) {
    const from = places[to];
    if (from < 0) continue;
    const b = Math.floor(to / length);
    for (let line = starts[from], at = offsets[to]; line < starts[from + 1]; line++, at++) columns[at] = rowOf(line, b);
    values.fill(1 / (offsets[to + 1] - offsets[to]), offsets[to], offsets[to + 1]);
  }
  const bag: Csr = { rows: places.length, cols: table.shape[0], offsets, columns, values };
  return spmm(bag, table);
}

/** Adds the mean of the numbers of lines `from` to `to`. */
function addMean(
  { values, columns: { length: columns }, row }: LineNumbers,
  from: number,
  to: number,
  out: Float32Array,
  at: number,
): void {
  for (let line = from; line < to; line++)
    for (let c = 0; c < columns; c++) out[at + c] += values[row[line] * columns + c] / (to - from);
}
