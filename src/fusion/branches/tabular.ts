import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Random } from '../../base/random';
import type { Asked } from '../../data/examples';
import { StandardScaler } from '../../data/scaler';
import { families } from '../../features';
import { featureTable } from '../../features/family';
import { Dense } from '../../nn/dense';
import { dropout } from '../../nn/dropout';
import { Branch, defineBranch } from '../branch';

const optionsSchema = z.strictObject({
  features: z.array(z.string()).min(1).default(['rfm']),
  width: z.number().int().positive().default(32),
  dropout: z.number().min(0).max(0.9).default(0.2),
  /** The window of the graph that graph features read. */
  windowDays: z.number().positive().optional(),
});
type Options = z.output<typeof optionsSchema>;

const stateSchema = z.strictObject({
  options: optionsSchema,
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  shuffleSeed: z.number().optional(),
});
type State = z.output<typeof stateSchema>;

/** Rows of scaled features. */
interface TabularInputs {
  readonly values: Float32Array;
  readonly columns: number;
}

/** As-of features, scaled on the training rows, through one dense layer: [B, F] → [B, width]. */
class TabularBranch extends Branch<TabularInputs> {
  readonly width: number;
  private readonly dense: Dense;
  private readonly scaler: StandardScaler;

  constructor(
    private readonly saved: State,
    random: Random,
  ) {
    super();
    this.scaler = new StandardScaler(saved.mean, saved.deviation);
    this.width = saved.options.width;
    this.dense = this.part('dense', new Dense(saved.mean.length, this.width, random, 'relu'));
  }

  state(): State {
    return this.saved;
  }

  prepare(asked: readonly Asked[]): TabularInputs {
    const values = rawFeatures(asked, this.saved.options, this.saved.shuffleSeed);
    return { values: this.scaler.transform(values), columns: this.scaler.mean.length };
  }

  forward({ values, columns }: TabularInputs, rows: Int32Array, random?: Random): tf.Tensor2D {
    const batch = new Float32Array(rows.length * columns);
    for (let i = 0; i < rows.length; i++)
      batch.set(values.subarray(rows[i] * columns, (rows[i] + 1) * columns), i * columns);
    return dropout(this.dense.call(tf.tensor2d(batch, [rows.length, columns])), this.saved.options.dropout, random);
  }
}

/** Signed logarithms of the features: counts and amounts have long tails that would drown the rest. */
function rawFeatures(asked: readonly Asked[], options: Options, shuffleSeed?: number): Float32Array {
  const { values } = featureTable(
    asked,
    options.features.map((name) => families.get(name)),
    { graph: { windowDays: options.windowDays, shuffleSeed } },
  );
  return values.map((value) => Math.sign(value) * Math.log1p(Math.abs(value)));
}

export const tabularBranch = defineBranch({
  name: 'tabular',
  description: 'as-of aggregates through a dense layer',
  options: optionsSchema,
  state: stateSchema,
  build(options, { asked, controls, seed }, random) {
    const shuffleSeed = controls.shuffleGraph ? seed : undefined;
    const columns = options.features.reduce((sum, name) => sum + families.get(name).columns.length, 0);
    const scaler = StandardScaler.fit(rawFeatures(asked, options, shuffleSeed), columns);
    return new TabularBranch(
      { options, mean: [...scaler.mean], deviation: [...scaler.deviation], shuffleSeed },
      random,
    );
  },
  restore: (state) => new TabularBranch(state, new Random(0)),
});
