import * as tf from '@tensorflow/tfjs-core';
import { sigmoid } from '../../../src/base/logit';
import { Random } from '../../../src/base/random';
import type { LabelledTable } from '../../../src/baselines/baseline';
import { StandardScaler } from '../../../src/data/scaler';
import { logLoss } from '../../../src/evaluation/probability';
import { confusion, decisionMetrics } from '../../../src/evaluation/threshold';
import type { Objective } from '../../../src/nn/objective';
import type { EpochPoint } from '../../../src/report/charts/learningCurves';
import type { Callback } from '../../../src/training/callback';
import { earlyStopping } from '../../../src/training/callbacks/earlyStopping';
import { optimizerSchema, train as trainLoop } from '../../../src/training/loop';
import { Classifier, Network, type NetworkOptions } from './classifier';

export interface TrainingOptions {
  readonly epochs: number;
  /** Training ends after so many epochs without a lower validation loss, and the best epoch's weights come back. */
  readonly patience: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

export interface Trained {
  readonly classifier: Classifier;
  /** Loss and accuracy on training and validation after each epoch. */
  readonly curve: readonly EpochPoint[];
  readonly bestEpoch: number;
}

/**
 * Trains a network on the binary cross entropy of its logits with Adam. Columns are scaled to mean 0 and deviation 1, as
 * measured on the training rows.
 */
export async function trainClassifier(
  train: LabelledTable,
  validation: LabelledTable,
  network: NetworkOptions,
  { epochs, patience, batchSize, learningRate }: TrainingOptions,
  seed: number,
): Promise<Trained> {
  const scaler = StandardScaler.fit(train.table.values, train.table.columns);
  const classifier = new Classifier(
    scaler,
    new Network(network, Random.of(seed, `weights of the ${network.kind} network`)),
    train.table.columns,
  );
  const scaled = { train: scaledPart(scaler, train), validation: scaledPart(scaler, validation) };
  const curve: EpochPoint[] = [];
  const measured: Callback = {
    onEpochEnd({ epoch }) {
      const after = (part: Part) => measure(classifier, part);
      curve.push({ epoch, training: after(scaled.train), validation: after(scaled.validation) });
    },
  };
  const stopping = earlyStopping('−validation loss', patience, () => -curve[curve.length - 1].validation.loss);
  try {
    await trainLoop(
      classifier.network,
      bceWithLogits(classifier.network, scaled.train, batchSize),
      { epochs, optimizer: optimizerSchema.parse({ learningRate }) },
      [measured, stopping],
      Random.of(seed, 'batches and dropout'),
    );
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return { classifier, curve, bestEpoch: stopping.best.epoch };
}

interface Part {
  /** [rows, F] */
  readonly values: Float32Array;
  readonly label: Uint8Array;
}

function scaledPart(scaler: StandardScaler, { table, label }: LabelledTable): Part {
  return { values: scaler.transform(table.values), label };
}

/** The mean of −y log σ(z) − (1 − y) log(1 − σ(z)) over batches of shuffled rows. */
function bceWithLogits(network: Network, { values, label }: Part, batchSize: number): Objective {
  const F = values.length / label.length;
  return {
    batches(random) {
      const rows = random.shuffle(Int32Array.from({ length: label.length }, (_, row) => row));
      const count = Math.ceil(rows.length / batchSize);
      return Array.from({ length: count }, (_, b) => rows.subarray(b * batchSize, (b + 1) * batchSize));
    },
    loss(rows, { random }) {
      const batch = new Float32Array(rows.length * F);
      rows.forEach((row, i) => {
        batch.set(values.subarray(row * F, (row + 1) * F), i * F);
      });
      const logits = network.logits(tf.tensor2d(batch, [rows.length, F]), random);
      const labels = tf.tensor1d(Float32Array.from(rows, (row) => label[row]));
      return tf.losses.sigmoidCrossEntropy(labels, logits) as tf.Scalar;
    },
  };
}

/** Loss and accuracy at a probability of one half, without dropout. */
function measure(classifier: Classifier, { values, label }: Part): EpochPoint['training'] {
  const p = classifier.logits(values, label.length).map(sigmoid);
  return { loss: logLoss(p, label), accuracy: decisionMetrics(confusion(p, label, 0.5)).accuracy };
}
