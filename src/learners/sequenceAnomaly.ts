import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../base/errors';
import { Random } from '../base/random';
import { logistic } from '../baselines/logistic';
import type { Table } from '../data/table';
import { type SequenceBranch, type SequenceInputs, sequence } from '../fusion/branches/sequence';
import { logOdds } from '../imbalance/classCounts';
import type { Objective } from '../nn/objective';
import { batchesOf } from '../sequence/pretext/batches';
import { Reconstruction } from '../sequence/reconstruction';
import { drawOthers } from '../sequence/stepPrediction';
import { learningCurve } from '../training/callbacks/learningCurve';
import { progress } from '../training/callbacks/progress';
import { defineLearner, type FittedModel, type LearningExamples } from '../training/learner';
import { optimizerSchema, train as trainLoop } from '../training/loop';

const optionsSchema = z.strictObject({
  /** Options of the sequence branch: encoder, length, what a step is and what is told of it. */
  sequence: sequence.options.prefault({}),
  /** Items drawn once that each item is told from. */
  negatives: z.number().int().positive().default(64),
  training: optimizerSchema
    .extend({
      learningRate: z.number().positive().default(0.003),
      epochs: z.number().int().positive().default(10),
      batchSize: z.number().int().positive().default(512),
    })
    .prefault({}),
});
type Options = z.output<typeof optionsSchema>;

const weightsSchema = z.record(z.string(), z.strictObject({ shape: z.array(z.number()), data: z.string() }));
const savedSchema = z.strictObject({
  branch: z.unknown(),
  encoder: weightsSchema,
  decoder: weightsSchema,
  /** Rows of the item table that items are told from. */
  others: z.array(z.number().int()),
  calibration: logistic.saved,
  diagnostics: z.record(z.string(), z.unknown()),
});
type Calibration = z.output<typeof logistic.saved>;

/**
 * How unlike the negatives is this sequence? An autoencoder learns to tell the steps of the training negatives from their
 * encoding; what it tells badly is an anomaly (Malhotra et al., LSTM encoder-decoder for anomaly detection, 2016). The
 * logarithm of the error becomes a probability by logistic regression on the training labels, whose slope is kept above 0:
 * labels scale the score, but the error alone ranks. It knows nothing of an item that is asked about.
 */
export const sequenceAnomaly = defineLearner({
  name: 'sequence-anomaly',
  summary: "how badly an autoencoder of the negatives' sequences reconstructs a sequence",
  options: optionsSchema,
  saved: savedSchema,
  uses: [sequence],

  async fit({ train, items, controls, seed }, options) {
    const context = { train: train.asOf, items, controls, seed };
    const branch = sequence.build(options.sequence, context, Random.of(seed, 'weights of sequence')) as SequenceBranch;
    const autoencoder = assemble(branch, Random.of(seed, 'weights of the decoder'), () =>
      drawOthers(branch.model, options.negatives, Random.of(seed, 'others')),
    );
    try {
      const inputs = branch.prepare(train.asOf);
      const negatives = negativeWindows(inputs, train.label);
      const curve = await learn(autoencoder, inputs, negatives, options, seed);
      const calibration = calibrate(logErrors(autoencoder, inputs), train);
      const [slope] = calibration.coefficients;
      const diagnostics = { parameters: countParameters(autoencoder), negativeWindows: negatives.length, slope, curve };
      return fittedModel(autoencoder, calibration, diagnostics);
    } catch (error) {
      dispose(autoencoder);
      throw error;
    }
  },

  load({ branch: state, encoder, decoder, others, calibration, diagnostics }) {
    const autoencoder = assemble(sequence.restore(state) as SequenceBranch, new Random(0), () =>
      Int32Array.from(others),
    );
    try {
      autoencoder.branch.model.load(encoder);
      autoencoder.decoder.load(decoder);
    } catch (error) {
      dispose(autoencoder);
      throw error;
    }
    return fittedModel(autoencoder, calibration, diagnostics);
  },
});

interface Autoencoder {
  readonly branch: SequenceBranch;
  readonly decoder: Reconstruction;
  readonly others: Int32Array;
}

function assemble(branch: SequenceBranch, random: Random, others: () => Int32Array): Autoencoder {
  return { branch, decoder: new Reconstruction(branch.model, random), others: others() };
}

function dispose({ branch, decoder }: Autoencoder): void {
  branch.dispose();
  decoder.dispose();
}

function countParameters({ branch, decoder }: Autoencoder): number {
  return branch.model.parameterCount + decoder.parameterCount;
}

/** The windows of negatives, those without a step left out. */
function negativeWindows({ windows: { count, of, mask, length } }: SequenceInputs, label: Uint8Array): Int32Array {
  const isNegative = new Uint8Array(count);
  for (let row = 0; row < of.length; row++)
    if (label[row] === 0) isNegative[of[row]] = mask[(of[row] + 1) * length - 1];
  const found = Int32Array.from(isNegative.keys()).filter((window) => isNegative[window] > 0);
  if (found.length > 0) return found;
  throw new InputError('no negative has a past', 'learner sequence-anomaly', 'sequences of negatives to learn from');
}

/** @returns the loss of each epoch */
async function learn(
  { branch, decoder, others }: Autoencoder,
  inputs: SequenceInputs,
  negatives: Int32Array,
  { training: { epochs, batchSize, ...optimizer } }: Options,
  seed: number,
) {
  const objective: Objective = {
    weights: new Map([...decoder.weights()].map(([name, weight]) => [`decoder.${name}`, weight])),
    batches: (random) => batchesOf(negatives, batchSize, random),
    loss: (rows, { random }) => tf.mean(decoder.errors(inputs, rows, others, random)),
  };
  const curve = learningCurve();
  const callbacks = [curve, progress('autoencoder')];
  await trainLoop(branch.model, objective, { epochs, optimizer }, callbacks, Random.of(seed, 'batches and dropout'));
  return curve.points;
}

/** Windows that are reconstructed at once. */
const CHUNK = 1024;

/** The logarithm of the error of each example's window; NaN where there is no step. */
function logErrors({ decoder, others }: Autoencoder, inputs: SequenceInputs): Table {
  const { count, of } = inputs.windows;
  const errors = new Float32Array(count);
  for (let from = 0; from < count; from += CHUNK) {
    const which = Int32Array.from({ length: Math.min(CHUNK, count - from) }, (_, i) => from + i);
    errors.set(
      tf.tidy(() => decoder.errors(inputs, which, others).dataSync() as Float32Array),
      from,
    );
  }
  const values = Float32Array.from(of, (window) => (errors[window] > 0 ? Math.log(errors[window]) : Number.NaN));
  return { rows: of.length, columns: ['log error'], values };
}

/** The least slope of the log-odds, a standard deviation of the logarithm of the error. */
const LEAST_SLOPE = 0.01;

function calibrate(table: Table, { label, weight }: LearningExamples): Calibration {
  const rows = { table, label, weight };
  const fitted = logistic.saved.parse(logistic.fit(rows, rows, { C: 1 }, 0).toJSON());
  if (fitted.coefficients[0] >= LEAST_SLOPE) return fitted;
  return { ...fitted, coefficients: [LEAST_SLOPE], intercept: logOdds(label, weight) };
}

function fittedModel(
  autoencoder: Autoencoder,
  calibration: Calibration,
  diagnostics: FittedModel['diagnostics'],
): FittedModel {
  const { branch, decoder, others } = autoencoder;
  return {
    diagnostics,
    predict: (asOf) => logistic.load(calibration).predict(logErrors(autoencoder, branch.prepare(asOf))),
    toJSON: () => ({
      branch: branch.state(),
      encoder: branch.model.save(),
      decoder: decoder.save(),
      others: [...others],
      calibration,
      diagnostics,
    }),
    dispose: () => dispose(autoencoder),
  };
}
