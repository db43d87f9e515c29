import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Random } from '../../base/random';
import { takeRows } from '../../base/rows';
import type { AsOf } from '../../data/asOf';
import { Controls, savedControlsSchema } from '../../data/controls/controls';
import { Pieces } from '../../data/pieces';
import { StandardScaler } from '../../data/scaler';
import type { Table } from '../../data/table';
import { families } from '../../features';
import { blend, type Origins } from '../../imbalance/resampling/origins';
import { Dense } from '../../nn/dense';
import { dropout } from '../../nn/dropout';
import type { Encoding } from '../../nn/encoding';
import type { SequenceEncoder } from '../../sequence/encoder';
import { encoders } from '../../sequence/encoders';
import { Branch, defineBranch, type ForwardOptions } from '../branch';
import { logFeatures } from '../logFeatures';

const optionsSchema = z.strictObject({
  features: z.array(families.reference()).min(1).prefault(['rfm']),
  /** Each feature is told as so many pieces of its range (see `Pieces`), rather than as one number; not if 0. */
  pieces: z.number().int().min(0).max(30).default(0),
  /** Columns of the dense layer. */
  units: z.number().int().positive().default(32),
  /** A sequence encoder in the place of the dense layer: it reads the features as a sequence of one step. */
  encoder: encoders.reference().nullable().default(null),
  dropout: z.number().min(0).max(0.9).default(0.2),
});

const stateSchema = z.strictObject({
  options: optionsSchema,
  mean: z.array(z.number()),
  std: z.array(z.number()),
  /** Of the pieces of each scaled feature; null where there are none. */
  edges: z.array(z.array(z.number()).min(2)).nullable().default(null),
  controls: savedControlsSchema,
});
type State = z.output<typeof stateSchema>;

/**
 * As-of features, scaled on the training rows, through one dense layer, [B, F] → [B, units], or as sequences of one step
 * through an encoder, [B, 1, F] → [B, D].
 */
class TabularBranch extends Branch<Table> {
  readonly units: number;
  private readonly layer: Dense | SequenceEncoder;
  private readonly pieces?: Pieces;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    const { units, encoder } = saved.options;
    this.pieces = saved.edges ? new Pieces(saved.edges) : undefined;
    const F = this.pieces?.width ?? saved.mean.length;
    if (encoder) {
      const { entry, options } = encoders.resolve(encoder);
      this.layer = this.part('encoder', entry.build(options, F, random));
    } else this.layer = this.part('dense', new Dense(F, units, random, 'relu'));
    this.units = this.layer instanceof Dense ? units : this.layer.units;
  }

  state(): State {
    return this.saved;
  }

  /** Rows of scaled features. */
  prepare(asOf: AsOf): Table {
    const { options, controls, mean, std } = this.saved;
    const table = logFeatures(asOf, options.features, Controls.load(controls));
    return { ...table, values: new StandardScaler(mean, std, table.columns).transform(table.values) };
  }

  override numbersOf(inputs: Table): Table {
    return inputs;
  }

  override resample(inputs: Table, origins: Origins): Table {
    return { ...inputs, rows: origins.label.length, values: blend(origins, inputs.values, inputs.columns.length) };
  }

  forward({ values, columns }: Table, rows: Int32Array, { random }: ForwardOptions = {}): Encoding {
    const batch = this.pieces ? this.pieces.encode(values, rows) : takeRows(values, rows, columns.length);
    const [B, F] = [rows.length, this.pieces?.width ?? columns.length];
    const pooled =
      this.layer instanceof Dense
        ? this.layer.call(tf.tensor2d(batch, [B, F]))
        : this.layer.encode(tf.tensor3d(batch, [B, 1, F]), tf.ones([B, 1]), { random }).pooled;
    return { pooled: dropout(pooled, this.saved.options.dropout, random) };
  }
}

export const tabular = defineBranch({
  name: 'tabular',
  summary: 'as-of features through a dense layer',
  options: optionsSchema,
  state: stateSchema,
  space: { units: { choices: [16, 32, 64] }, dropout: { low: 0, high: 0.5 } },
  build(options, { train, controls }, random) {
    const { values, columns } = logFeatures(train, options.features, controls);
    const scaler = StandardScaler.fit(values, columns);
    const { pieces } = options;
    const saved = {
      options,
      mean: [...scaler.mean],
      std: [...scaler.std],
      edges: pieces ? Pieces.fit(scaler.transform(values), columns.length, pieces).edges.map((own) => [...own]) : null,
      controls: controls.toJSON() as State['controls'],
    };
    return new TabularBranch(saved, random);
  },
  restore: (state) => new TabularBranch(state, new Random(0)),
});
