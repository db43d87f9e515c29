import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Csr } from '../../base/csr';
import { Random } from '../../base/random';
import { type Asked, distinct } from '../../data/examples';
import { StandardScaler } from '../../data/scaler';
import { Vocabulary } from '../../data/vocabulary';
import { Dense } from '../../nn/dense';
import { dropout } from '../../nn/dropout';
import { normal } from '../../nn/initializers';
import { spmm } from '../../ops/sparse';
import type { SequenceEncoder } from '../../sequence/encoder';
import { encoders } from '../../sequence/encoders';
import { lastBaskets, STEP_FEATURES, type Windows } from '../../sequence/windows';
import { Branch, defineBranch } from '../branch';

const optionsSchema = z.strictObject({
  encoder: z.string().default('lstm'),
  /** How many of the last baskets are read. */
  length: z.number().int().positive().default(10),
  /** Width of an item's embedding. */
  itemWidth: z.number().int().positive().default(16),
  /** Width of the encoding. */
  width: z.number().int().positive().default(32),
  dropout: z.number().min(0).max(0.9).default(0.2),
  /** Items with fewer events share one embedding. */
  leastEvents: z.number().int().positive().default(10),
});

const stateSchema = z.strictObject({
  options: optionsSchema,
  items: z.array(z.string()),
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  asksItems: z.boolean(),
  permuteSeed: z.number().optional(),
});
type State = z.output<typeof stateSchema>;

/** One query's windows, and where each of its examples finds its customer and its item. */
interface SequenceInputs {
  readonly parts: { windows: Windows; numeric: Float32Array; bag: Int32Array }[];
  /** For each example: which part, which row of the part's windows, which row of the item table. [n] each. */
  readonly part: Int32Array;
  readonly row: Int32Array;
  readonly item: Int32Array;
}

/**
 * The customer's last baskets through a sequence encoder. A step is its numbers (gap, age, amount,
 * lines, units) beside the mean embedding of its items. When an item P is asked about, the output is
 * the encoding h, P's embedding e and their product in a common space:
 *
 *   [h, e_P, (h W) ∘ e_P]
 */
class SequenceBranch extends Branch<SequenceInputs> {
  readonly width: number;
  private readonly embeddings: tf.Variable;
  private readonly encoder: SequenceEncoder;
  private readonly match?: Dense;
  private readonly vocabulary: Vocabulary;
  private readonly scaler: StandardScaler;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { options } = saved;
    this.vocabulary = new Vocabulary(saved.items);
    this.scaler = new StandardScaler(saved.mean, saved.deviation);
    this.embeddings = this.weight('items', normal([this.vocabulary.size, options.itemWidth], 0.1, random));
    const features = STEP_FEATURES.length + options.itemWidth;
    this.encoder = this.part('encoder', encoders.get(options.encoder).build(features, options.width, random));
    if (saved.asksItems) this.match = this.part('match', new Dense(this.encoder.width, options.itemWidth, random));
    this.width = this.encoder.width + (saved.asksItems ? 2 * options.itemWidth : 0);
  }

  state(): State {
    return this.saved;
  }

  prepare(asked: readonly Asked[]): SequenceInputs {
    const size = asked.reduce((sum, { query }) => sum + query.customers.length, 0);
    const inputs = { part: new Int32Array(size), row: new Int32Array(size), item: new Int32Array(size) };
    let start = 0;
    const parts = asked.map(({ history, query }, p) => {
      const { unique, position } = distinct(query.customers);
      const windows = lastBaskets(history, unique, {
        length: this.saved.options.length,
        permuteSeed: this.saved.permuteSeed,
      });
      const rows = this.vocabulary.rowsOf(history);
      inputs.part.fill(p, start, start + position.length);
      inputs.row.set(position, start);
      for (let i = 0; i < position.length; i++) inputs.item[start + i] = rows[query.items[i]] ?? 0;
      start += position.length;
      return {
        windows,
        numeric: this.scaler.transform(windows.numeric),
        bag: windows.items.map((item) => rows[item]),
      };
    });
    return { parts, ...inputs };
  }

  forward(inputs: SequenceInputs, rows: Int32Array, random?: Random): tf.Tensor2D {
    const { length, itemWidth, dropout: rate } = this.saved.options;
    const { unique, position } = distinct(rows.map((row) => inputs.row[row] * inputs.parts.length + inputs.part[row]));
    const { numeric, mask, bag } = this.gather(inputs, unique);
    const F = STEP_FEATURES.length;
    const table = this.embeddings as tf.Tensor2D;
    const bags = tf.reshape(spmm(bag, table), [unique.length, length, itemWidth]) as tf.Tensor3D;
    const steps = tf.concat3d([tf.tensor3d(numeric, [unique.length, length, F]), bags], 2);
    const encoded = dropout(this.encoder.encode(steps, tf.tensor2d(mask, [unique.length, length])), rate, random);
    const index = tf.tensor1d(position, 'int32');
    if (!this.match) return tf.gather(encoded, index);
    const item = tf.gather(
      table,
      tf.tensor1d(
        rows.map((row) => inputs.item[row]),
        'int32',
      ),
    );
    const matched = tf.mul(tf.gather(this.match.call(encoded), index), item) as tf.Tensor2D;
    return tf.concat2d([tf.gather(encoded, index), item, matched], 1);
  }

  /** The windows of the batch's distinct customers, from wherever they lie; bags as rows of a mean matrix. */
  private gather(inputs: SequenceInputs, keys: Int32Array): { numeric: Float32Array; mask: Float32Array; bag: Csr } {
    const { length } = this.saved.options;
    const F = STEP_FEATURES.length;
    const numeric = new Float32Array(keys.length * length * F);
    const mask = new Float32Array(keys.length * length);
    const offsets = new Int32Array(keys.length * length + 1);
    const P = inputs.parts.length;
    for (let i = 0; i < keys.length; i++) {
      const { windows, numeric: scaled } = inputs.parts[keys[i] % P];
      const from = Math.floor(keys[i] / P) * length;
      for (let t = 0; t < length; t++) {
        const to = i * length + t;
        mask[to] = windows.mask[from + t];
        if (mask[to]) for (let f = 0; f < F; f++) numeric[to * F + f] = scaled[(from + t) * F + f];
        offsets[to + 1] = offsets[to] + windows.starts[from + t + 1] - windows.starts[from + t];
      }
    }
    const columns = new Int32Array(offsets[keys.length * length]);
    const values = new Float32Array(columns.length);
    for (let i = 0; i < keys.length; i++) {
      const { windows, bag } = inputs.parts[keys[i] % P];
      const from = Math.floor(keys[i] / P) * length;
      for (let t = 0; t < length; t++) {
        const to = i * length + t;
        columns.set(bag.subarray(windows.starts[from + t], windows.starts[from + t + 1]), offsets[to]);
        values.fill(1 / (offsets[to + 1] - offsets[to]), offsets[to], offsets[to + 1]);
      }
    }
    return { numeric, mask, bag: { rows: keys.length * length, cols: this.vocabulary.size, offsets, columns, values } };
  }
}

export const sequenceBranch = defineBranch({
  name: 'sequence',
  description: "an encoding of the customer's last baskets",
  options: optionsSchema,
  state: stateSchema,
  build(options, { asked, items, controls, seed }, random) {
    const latest = asked.reduce((a, b) => (b.history.time > a.history.time ? b : a));
    const windows = asked.map(({ history, query }) =>
      lastBaskets(history, distinct(query.customers).unique, { length: options.length }),
    );
    const scaler = StandardScaler.fit(
      concatenate(windows.map(({ numeric }) => numeric)),
      STEP_FEATURES.length,
      concatenate(windows.map(({ mask }) => mask)),
    );
    return new SequenceBranch(
      {
        options,
        items: [...Vocabulary.of(latest.history, options.leastEvents, items).ids],
        mean: [...scaler.mean],
        deviation: [...scaler.deviation],
        asksItems: items.length > 0,
        permuteSeed: controls.permuteEvents ? seed : undefined,
      },
      random,
    );
  },
  restore: (state) => new SequenceBranch(state, new Random(0)),
});

function concatenate(parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
