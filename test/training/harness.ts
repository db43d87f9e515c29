import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { AsOf } from '../../src/data/asOf';
import { ExampleSet, type LabelledExamples } from '../../src/data/examples';
import { averagePrecision } from '../../src/evaluation/ranking';
import { Branch, type ForwardOptions } from '../../src/fusion/branch';
import { FusedModel } from '../../src/fusion/model';
import { losses } from '../../src/imbalance/losses';
import type { Encoding } from '../../src/nn/encoding';
import type { Callback } from '../../src/training/callback';
import { earlyStopping } from '../../src/training/callbacks/earlyStopping';
import { learningCurve } from '../../src/training/callbacks/learningCurve';
import { optimizerSchema, train as trainLoop } from '../../src/training/loop';
import { supervised } from '../../src/training/objectives/supervised';
import { predictLogits } from '../../src/training/predict';

export const COLUMNS = 3;

/** Labelled examples, and a table of what is known of each. */
export interface Sample extends LabelledExamples {
  readonly table: Float32Array;
}

/** Gives the columns of a table as they are, and remembers which rows it was asked for. */
export class Columns extends Branch<Float32Array> {
  readonly units = COLUMNS;
  readonly trained: Int32Array[] = [];
  readonly watched: Int32Array[] = [];

  prepare(_: AsOf): Float32Array {
    throw new Error('these tests have tables and no logs');
  }

  forward(table: Float32Array, rows: Int32Array, { random }: ForwardOptions = {}): Encoding {
    (random ? this.trained : this.watched).push(rows.slice());
    const values = Float32Array.from(
      { length: rows.length * COLUMNS },
      (_, i) => table[rows[Math.floor(i / COLUMNS)] * COLUMNS + (i % COLUMNS)],
    );
    return { pooled: tf.tensor2d(values, [rows.length, COLUMNS]) };
  }

  state(): unknown {
    return {};
  }
}

/** Several times, at each of which customers are asked about once to four times; the first column tells a little. */
export function sampleOf(times: number, customers: number, seed: number): Sample {
  const random = new Random(seed);
  const rows = Array.from({ length: times }, (_, time) =>
    Array.from({ length: customers }, (_, customer) =>
      Array.from({ length: 1 + random.int(4) }, (_, item) => ({ time, customer, item })),
    ).flat(),
  ).flat();
  const table = Float32Array.from({ length: rows.length * COLUMNS }, () => random.normal());
  return {
    examples: new ExampleSet({
      time: Float64Array.from(rows, ({ time }) => time),
      customer: Int32Array.from(rows, ({ customer }) => customer),
      item: Int32Array.from(rows, ({ item }) => item),
      event: new Int32Array(rows.length).fill(-1),
    }),
    table,
    label: Uint8Array.from(rows, (_, i) => (random.next() < 1 / (1 + Math.exp(1.5 - table[i * COLUMNS])) ? 1 : 0)),
  };
}

export const rowsOf = ({ label }: LabelledExamples) => Int32Array.from(label, (_, i) => i);

export function modelOf(dropout = 0, units = 8): { model: FusedModel; branch: Columns } {
  const branch = new Columns();
  const random = new Random(3);
  const model = new FusedModel([{ name: 'columns', branch }], { name: 'concat' }, { units, dropout }, random);
  return { model, branch };
}

export function logitsOf(model: FusedModel, { table }: Sample, rows: Int32Array): Float32Array {
  return predictLogits((part) => model.forward([table], part), rows);
}

const bce = losses.get('weighted-bce');
export const loss = bce.build(bce.options.parse({}), { positives: 1, negatives: 3 });

export interface Options {
  readonly epochs?: number;
  readonly patience?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly clipNorm?: number;
  readonly schedule?: string;
}

/** Trains as the learner of fused models does. @param watched rows of the validation sample for early stopping */
export async function optimise(
  model: FusedModel,
  train: Sample,
  validation: Sample,
  { epochs = 10, patience = 3, batchSize = 100, ...optimizer }: Options,
  seed: number,
  watched = rowsOf(validation),
  more: readonly Callback[] = [],
) {
  const objective = supervised(
    train,
    (rows, random) => ({ logits: model.forward([train.table], rows, random) }),
    loss,
    {
      size: batchSize,
    },
  );
  const stopping = earlyStopping('validation AP', patience, () =>
    averagePrecision(
      logitsOf(model, validation, watched),
      Uint8Array.from(watched, (row) => validation.label[row]),
    ),
  );
  const curve = learningCurve();
  const blame = (rows: Int32Array) => model.blame([train.table], rows);
  await trainLoop(
    model,
    { ...objective, blame },
    { epochs, optimizer: optimizerSchema.parse(optimizer) },
    [stopping, curve, ...more],
    new Random(seed),
  );
  return {
    epochs: curve.points.length,
    bestEpoch: stopping.best.epoch,
    validationAveragePrecision: stopping.best.score,
    curve: curve.points,
  };
}
