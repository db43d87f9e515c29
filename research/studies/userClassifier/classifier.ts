import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { check } from '../../../src/base/json';
import { sigmoid } from '../../../src/base/logit';
import { Random } from '../../../src/base/random';
import { StandardScaler } from '../../../src/data/scaler';
import type { Table } from '../../../src/data/table';
import { Dense } from '../../../src/nn/dense';
import { dropout } from '../../../src/nn/dropout';
import { Module } from '../../../src/nn/module';
import type { SequenceEncoder } from '../../../src/sequence/encoder';
import { encoders } from '../../../src/sequence/encoders';

export const networkSchema = z.strictObject({
  /** What reads a customer: an LSTM over a sequence of one step, or a dense layer that is no sequence model at all. */
  kind: z.enum(['lstm', 'dense']),
  /** F, the columns of the one step. */
  inputSize: z.number().int().positive(),
  hiddenSize: z.number().int().positive(),
  /** Layers on top of each other. */
  layers: z.number().int().positive(),
  /** The share of each layer's output that is dropped while training. */
  dropout: z.number().min(0).max(0.9),
});
export type NetworkOptions = z.output<typeof networkSchema>;

/** Layers over the sequence [B, 1, F] of a customer's columns, and a fully connected layer on the last one's output: logits [B]. */
export class Network extends Module {
  private readonly encoders: readonly SequenceEncoder[];
  private readonly dense: readonly Dense[];
  private readonly out: Dense;

  constructor(
    readonly options: NetworkOptions,
    random: Random,
  ) {
    super();
    const { kind, inputSize, hiddenSize, layers } = options;
    const { entry, options: given } = encoders.resolve(encoders.reference().parse({ name: 'lstm', units: hiddenSize }));
    const inputs = Array.from({ length: layers }, (_, l) => (l ? hiddenSize : inputSize));
    this.encoders =
      kind === 'lstm' ? inputs.map((F, l) => this.part(`lstm${l + 1}`, entry.build(given, F, random))) : [];
    this.dense =
      kind === 'dense'
        ? inputs.map((F, l) => this.part(`dense${l + 1}`, new Dense(F, hiddenSize, random, 'relu')))
        : [];
    this.out = this.part('out', new Dense(hiddenSize, 1, random));
  }

  /**
   * @param x scaled columns, [B, F]
   * @param random draws the dropout while training
   */
  logits(x: tf.Tensor2D, random?: Random): tf.Tensor1D {
    const [B] = x.shape;
    const mask = tf.ones<tf.Rank.R2>([B, 1]);
    let h = x;
    for (const encoder of this.encoders)
      h = this.drop(encoder.encode(tf.expandDims(h, 1) as tf.Tensor3D, mask).pooled, random);
    for (const layer of this.dense) h = this.drop(layer.call(h), random);
    return tf.reshape(this.out.call(h), [B]);
  }

  private drop(h: tf.Tensor2D, random?: Random): tf.Tensor2D {
    return dropout(h, this.options.dropout, random);
  }
}

const savedSchema = z.strictObject({
  columns: z.array(z.string()),
  mean: z.array(z.number()),
  std: z.array(z.number()),
  network: networkSchema,
  weights: z.record(z.string(), z.strictObject({ shape: z.array(z.number()), data: z.string() })),
});

/** Rows that are scored at a time. */
const CHUNK = 16_384;

/** A scaler and a network: features in, probabilities out. */
export class Classifier {
  constructor(
    readonly scaler: StandardScaler,
    readonly network: Network,
    private readonly columns: readonly string[],
  ) {}

  /** @throws InputError when the JSON is not a saved classifier */
  static load(json: unknown): Classifier {
    const { columns, mean, std, network: options, weights } = check(savedSchema, json, 'saved classifier');
    const network = new Network(options, new Random(0));
    network.load(weights);
    return new Classifier(new StandardScaler(mean, std, columns), network, columns);
  }

  toJSON(): z.output<typeof savedSchema> {
    const { scaler, network, columns } = this;
    const [mean, std] = [[...scaler.mean], [...scaler.std]];
    return { columns: [...columns], mean, std, network: network.options, weights: network.save() };
  }

  /** Probabilities, [rows]. */
  predict({ values, rows }: Table): Float32Array {
    const logits = this.logits(this.scaler.transform(values), rows);
    return logits.map(sigmoid);
  }

  /** @param scaled [rows, F] */
  logits(scaled: Float32Array, rows: number): Float32Array {
    const F = this.columns.length;
    const all = new Float32Array(rows);
    for (let from = 0; from < rows; from += CHUNK) {
      const to = Math.min(rows, from + CHUNK);
      const part = tf.tidy(
        () =>
          this.network
            .logits(tf.tensor2d(scaled.subarray(from * F, to * F), [to - from, F]))
            .dataSync() as Float32Array,
      );
      all.set(part, from);
    }
    return all;
  }

  dispose(): void {
    this.network.dispose();
  }
}
