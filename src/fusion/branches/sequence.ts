import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { distinct } from '../../base/distinct';
import { InputError } from '../../base/errors';
import { Random } from '../../base/random';
import type { AsOf } from '../../data/asOf';
import { Controls, savedControlsSchema } from '../../data/controls/controls';
import { HashedItems } from '../../data/hashedItems';
import { StandardScaler } from '../../data/scaler';
import type { Table } from '../../data/table';
import { type ItemRows, Vocabulary } from '../../data/vocabulary';
import { families } from '../../features';
import { node2vecSchema } from '../../graph/embedding/node2vec';
import { nearerOf, type Origins } from '../../imbalance/resampling/origins';
import { Dense } from '../../nn/dense';
import { dropout } from '../../nn/dropout';
import type { Encoding } from '../../nn/encoding';
import type { ItemVectors } from '../../nn/itemVectors';
import { augmentations } from '../../sequence/augmentations';
import type { Augment } from '../../sequence/augmentations/augmentation';
import { buildAugmentations } from '../../sequence/augmentations/build';
import { blendWindows, stepNumbers } from '../../sequence/blend';
import { encoders } from '../../sequence/encoders';
import { type BatchItems, SequenceModel, type WindowInputs } from '../../sequence/model';
import { CYCLE_NAMES, lastSteps } from '../../sequence/windows';
import { Branch, defineBranch, type ForwardOptions } from '../branch';
import { itemVectors } from '../itemVectors';
import { stepAttributeSchema, tableSize } from '../stepAttributes';
import { fitStepInputs, readStepInputs, stepInputColumns, stepInputStateSchema } from '../stepInputs';

/** Where the embeddings of items come from. */
const itemsSchema = z.discriminatedUnion('name', [
  /** One for each item, … */
  z.strictObject({ name: z.literal('learned') }),
  /** … one for each value of a hash of the item's id: also of items that come later; … */
  z.strictObject({ name: z.literal('hashed'), buckets: z.number().int().positive().default(1024) }),
  /** … or node2vec's in the graph as of the last training example, which training then changes unless they are frozen. */
  z.strictObject({
    name: z.literal('node2vec'),
    frozen: z.boolean().default(false),
    windowDays: z.number().positive().default(365),
    node2vec: node2vecSchema.prefault({}),
  }),
  /**
   * The vectors that the graph branch beside this one makes of items as of the time asked about, trained along: `enrich`.
   * There are as many columns as that branch has units.
   */
  z.strictObject({ name: z.literal('graph') }),
]);

const optionsSchema = z
  .strictObject({
    encoder: encoders.reference().prefault('lstm'),
    /** How many of the last steps are read, and what a step is: all events of a customer at one time, or one event. */
    length: z.number().int().positive().default(10),
    step: z.enum(['basket', 'event']).default('basket'),
    /** Adds the amount over the mean of the customer's earlier steps. */
    relativeAmount: z.boolean().default(false),
    /** Adds where a step lies in the day, the week or the year. */
    calendar: z.array(z.enum(CYCLE_NAMES)).default([]),
    /** Feature families of each event as of its own time; a basket has the mean of its events. */
    features: z.array(families.reference()).default([]),
    /** Attributes of each event and of its customer and item: scaled numbers, and categories one-hot or embedded. */
    attributes: z.array(stepAttributeSchema).default([]),
    items: itemsSchema.prefault({ name: 'learned' }),
    /** Columns of an item's embedding; 0 for none. */
    embeddingDim: z.number().int().min(0).default(16),
    /** Items with fewer events share one embedding. */
    minCount: z.number().int().positive().default(10),
    /** Change the steps while training, in this order. */
    augmentations: z.array(augmentations.reference()).default([]),
    dropout: z.number().min(0).max(0.9).default(0.2),
  })
  .refine(({ items, embeddingDim }) => items.name !== 'node2vec' || items.node2vec.dimensions === embeddingDim, {
    path: ['embeddingDim'],
    error: 'expected as many as node2vec has dimensions',
  });

const stateSchema = z.strictObject({
  options: optionsSchema,
  /** Ids of the items with embeddings of their own. */
  items: z.array(z.string()),
  /** Of the numbers of a step. */
  mean: z.array(z.number()),
  std: z.array(z.number()),
  inputs: stepInputStateSchema,
  /** Of frozen items, [items + 1, embeddingDim]. */
  itemVectors: z.array(z.number()).optional(),
  asksItems: z.boolean(),
  controls: savedControlsSchema,
});
type State = z.output<typeof stateSchema>;

/** Windows, and for each example the item asked about: its row in the item table, or where there is none its number in the log. */
export interface SequenceInputs extends WindowInputs {
  readonly item: Int32Array;
}

/**
 * The customer's last steps through a sequence encoder. When an item P is asked about, the output is the encoding h, P's
 * embedding e and their product in a common space:
 *
 *   [h, e_P, (h W) ∘ e_P]
 */
export class SequenceBranch extends Branch<SequenceInputs> {
  readonly units: number;
  override readonly stepUnits: number;
  readonly model: SequenceModel;
  private readonly match?: Dense;
  private readonly itemRows: ItemRows;
  private readonly controls: Controls;
  private readonly augmentations: readonly Augment[];

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { embeddingDim, encoder, items } = saved.options;
    this.itemRows = items.name === 'hashed' ? new HashedItems(items.buckets) : new Vocabulary(saved.items);
    this.controls = Controls.load(saved.controls);
    this.augmentations = buildAugmentations(saved.options.augmentations);
    const columns = saved.mean.length + stepInputColumns(saved.inputs);
    const tables = saved.inputs.attributes
      .filter((each) => each.embeddingDim > 0)
      .map((each) => ({ name: each.name, size: tableSize(each), embeddingDim: each.embeddingDim }));
    const itemVectors = saved.itemVectors && Float32Array.from(saved.itemVectors);
    const readsItemVectors = this.readsItemUnits !== undefined;
    const more = { columns, categories: tables, itemVectors, readsItemVectors };
    this.model = this.part('model', new SequenceModel(encoder, this.itemRows.size, embeddingDim, random, more));
    const { units } = this.model.encoder;
    const matches = saved.asksItems && embeddingDim > 0;
    if (matches) this.match = this.part('match', new Dense(units, embeddingDim, random));
    this.units = units + (matches ? 2 * embeddingDim : 0);
    this.stepUnits = units;
  }

  override get readsItemUnits(): number | undefined {
    const { items, embeddingDim } = this.saved.options;
    return items.name === 'graph' && embeddingDim > 0 ? embeddingDim : undefined;
  }

  state(): State {
    return this.saved;
  }

  prepare(asOf: AsOf): SequenceInputs {
    const { options, mean, std } = this.saved;
    const windows = lastSteps(asOf, { ...options, controls: this.controls });
    const rows = this.itemRows.rowsOf(asOf.latest());
    const item = this.readsItemUnits ? asOf.examples.item : new Int32Array(asOf.size);
    // An event's own item is in its window, and may be new.
    const itemRows = windows.items.map((bought) => rows[bought] ?? 0);
    asOf.forEachTime((history, examples) => {
      for (const row of examples) {
        const asked = asOf.examples.item[row];
        const isKnown = asked < history.itemCount;
        if (asked >= 0 && isKnown && !this.readsItemUnits) item[row] = rows[asked];
        // An item that nobody had bought by then is unknown, whatever happens later: also as the event's own step.
        if (asOf.examples.event[row] >= 0 && !isKnown)
          itemRows[windows.starts[(windows.of[row] + 1) * windows.length - 1]] = 0;
      }
    });
    return {
      windows,
      numeric: new StandardScaler(mean, std, windows.columns).transform(windows.numeric),
      ...readStepInputs(asOf, windows, options, this.saved.inputs, this.controls),
      itemRows,
      item,
    };
  }

  override numbersOf(inputs: SequenceInputs): Table {
    const { columns, length, of } = inputs.windows;
    const ago = (step: number) => `step ${length - step} from the end`;
    const names = Array.from({ length }, (_, step) => columns.map((column) => `${column}, ${ago(step)}`)).flat();
    return { rows: of.length, columns: names, values: stepNumbers(inputs) };
  }

  override resample(inputs: SequenceInputs, origins: Origins): SequenceInputs {
    const item = nearerOf(origins).map((row) => inputs.item[row]);
    return { ...blendWindows(inputs, origins), item };
  }

  forward(inputs: SequenceInputs, rows: Int32Array, options: ForwardOptions = {}): Encoding {
    const { random, wantSteps, replaceSteps, itemVectors } = options;
    if (this.readsItemUnits && !itemVectors)
      throw new InputError('there are no vectors of items', 'branch sequence', 'a graph branch beside it');
    const { dropout: rate } = this.saved.options;
    const windows = rows.map((row) => inputs.windows.of[row]);
    // Where steps are replaced, each row has its own.
    const { unique, position } = replaceSteps
      ? { unique: windows, position: rows.map((_, i) => i) }
      : distinct(windows);
    const index = tf.tensor1d(position, 'int32');
    const { augmentations } = this;
    const batchItems = itemVectors && this.readsItemUnits ? ofWindows(itemVectors, rows, position) : undefined;
    const encoded = this.model.encode(inputs, unique, {
      random,
      wantSteps,
      augmentations,
      replaceSteps,
      batchItems,
    });
    const pooled = dropout(encoded.pooled, rate, random);
    const steps = encoded.steps && { steps: tf.gather(encoded.steps, index), mask: tf.gather(encoded.mask!, index) };
    if (!this.match) return { pooled: tf.gather(pooled, index), ...steps };
    const asked = rows.map((row) => (batchItems ? itemVectors!.rowOf(row, inputs.item[row]) : inputs.item[row]));
    const table = batchItems ? batchItems.vectors : (this.model.items as tf.Tensor2D);
    const item = tf.gather(table, tf.tensor1d(asked, 'int32'));
    const matched = tf.mul(tf.gather(this.match.call(pooled), index), item) as tf.Tensor2D;
    return { pooled: tf.concat2d([tf.gather(pooled, index), item, matched], 1), ...steps };
  }
}

/**
 * The items of distinct windows, each seen at the time of an example that has it.
 * @param position the window of each example among them, [B]
 */
function ofWindows(items: ItemVectors, rows: Int32Array, position: ArrayLike<number>): BatchItems {
  const example = new Map<number, number>();
  rows.forEach((row, i) => {
    example.set(position[i], row);
  });
  return { vectors: items.vectors, rowOf: (b, item) => items.rowOf(example.get(b)!, item) };
}

export const sequence = defineBranch({
  name: 'sequence',
  summary: "an encoding of the customer's last steps",
  options: optionsSchema,
  state: stateSchema,
  space: { length: { choices: [5, 10, 20] }, embeddingDim: { choices: [8, 16, 32] }, dropout: { low: 0, high: 0.5 } },
  build(options, { train, items, controls, seed }, random) {
    const windows = lastSteps(train, options);
    const { mean, std } = StandardScaler.fit(windows.numeric, windows.columns, windows.mask);
    const history = train.latest();
    const vocabulary = Vocabulary.of(history, options.minCount, items);
    const from = options.items;
    const vectors =
      from.name === 'node2vec'
        ? itemVectors(history, vocabulary, from.node2vec, from.windowDays, controls, seed)
        : undefined;
    const isFrozen = from.name === 'node2vec' && from.frozen;
    const branch = new SequenceBranch(
      {
        options,
        items: from.name === 'hashed' || from.name === 'graph' ? [] : [...vocabulary.ids],
        mean: [...mean],
        std: [...std],
        inputs: fitStepInputs(train, windows, options, controls),
        ...(vectors && isFrozen ? { itemVectors: [...vectors] } : {}),
        asksItems: train.examples.item.some((item) => item >= 0),
        controls: controls.toJSON() as State['controls'],
      },
      random,
    );
    if (vectors && !isFrozen) branch.model.startItemsFrom(vectors);
    return branch;
  },
  restore: (state) => new SequenceBranch(state, new Random(0)),
});
