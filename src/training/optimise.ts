import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Progress } from '../base/progress';
import { Random } from '../base/random';
import type { Asked } from '../data/examples';
import { averagePrecision, requireBothClasses } from '../evaluation/ranking';
import type { FusedModel, Prepared } from '../fusion/model';
import type { Loss } from '../imbalance/loss';
import { Adam } from './adam';

export const trainingSchema = z.strictObject({
  epochs: z.number().int().positive().default(10),
  /** Training ends after so many epochs without a better average precision on validation. */
  patience: z.number().int().positive().default(3),
  batchSize: z.number().int().positive().default(8192),
  learningRate: z.number().positive().default(0.001),
  /** Gradients are scaled down to this length. */
  clipNorm: z.number().positive().default(1),
  /** Early stopping reads the examples of a sample of customers, about so many examples. */
  validationExamples: z.number().int().positive().default(100_000),
});
export type TrainingOptions = z.output<typeof trainingSchema>;

/** Prepared examples in their questions' order. */
export interface PreparedExamples {
  readonly asked: readonly Asked[];
  readonly prepared: Prepared;
  readonly label: Uint8Array;
}

/**
 * Trains with Adam (Kingma and Ba, ICLR 2015), stopping early on validation; the best epoch's weights
 * stay in the model.
 */
export function optimise(
  model: FusedModel,
  train: PreparedExamples,
  validation: PreparedExamples,
  loss: Loss,
  options: TrainingOptions,
  seed: number,
): { epochs: number; bestEpoch: number; validationAveragePrecision: number } {
  const random = Random.of(seed, 'batches and dropout');
  const { learningRate, clipNorm } = options;
  const optimiser = new Adam([...model.weights().values()], { learningRate, clipNorm });
  const watched = sampleCustomers(validation.asked, options.validationExamples, Random.of(seed, 'early stopping'));
  const watchedLabels = Uint8Array.from(watched, (row) => validation.label[row]);
  requireBothClasses(watchedLabels);
  let best = { epoch: 0, score: Number.NEGATIVE_INFINITY, weights: model.snapshot() };
  let epoch = 0;
  const progress = new Progress('epoch', options.epochs);
  while (epoch < options.epochs && epoch - best.epoch < options.patience) {
    epoch++;
    for (const rows of batches(train.asked, options.batchSize, random)) step(rows);
    const score = averagePrecision(predictLogits(model, validation.prepared, watched), watchedLabels);
    if (score > best.score) best = { epoch, score, weights: model.snapshot() };
    progress.update(epoch, `validation AP ${score.toFixed(4)}`);
  }
  progress.end();
  model.restore(best.weights);
  return { epochs: epoch, bestEpoch: best.epoch, validationAveragePrecision: best.score };

  function step(rows: Int32Array): void {
    optimiser.minimise(() => {
      const labels = tf.tensor1d(Float32Array.from(rows, (row) => train.label[row]));
      return loss.of(model.forward(train.prepared, rows, random), labels);
    });
  }
}

/** Logits of some of the examples, [rows.length]. */
export function predictLogits(model: FusedModel, prepared: Prepared, rows: Int32Array, chunk = 32_768): Float32Array {
  const logits = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += chunk) {
    const part = rows.subarray(from, from + chunk);
    logits.set(
      tf.tidy(() => model.forward(prepared, part).dataSync() as Float32Array),
      from,
    );
  }
  return logits;
}

/** The rows of each customer of each question: runs [from, to) in which moment and customer stay the same. */
function customerRuns(asked: readonly Asked[]): { from: Int32Array; to: Int32Array; startOfQuestion: number[] } {
  const from: number[] = [];
  const to: number[] = [];
  const startOfQuestion: number[] = [];
  let start = 0;
  for (const { query } of asked) {
    startOfQuestion.push(from.length);
    const { customers } = query;
    for (let i = 0; i < customers.length; i++) {
      if (i > 0 && customers[i] === customers[i - 1]) to[to.length - 1] = start + i + 1;
      else {
        from.push(start + i);
        to.push(start + i + 1);
      }
    }
    start += customers.length;
  }
  startOfQuestion.push(from.length);
  return { from: Int32Array.from(from), to: Int32Array.from(to), startOfQuestion };
}

/**
 * Batches of about `size` rows in random order. A batch asks at one moment and takes each of its
 * customers with all her rows, so that every customer and every graph is encoded once a batch.
 */
function* batches(asked: readonly Asked[], size: number, random: Random): Generator<Int32Array> {
  const { from, to, startOfQuestion } = customerRuns(asked);
  const all: Int32Array[] = [];
  for (let q = 0; q < asked.length; q++) {
    const runs = random.shuffle(
      Int32Array.from({ length: startOfQuestion[q + 1] - startOfQuestion[q] }, (_, i) => startOfQuestion[q] + i),
    );
    const rows = asked[q].query.customers.length;
    // Equal batches rather than full ones and a small rest.
    const target = rows / Math.max(1, Math.round(rows / size));
    let batch: number[] = [];
    let taken = 0;
    let cut = target;
    for (const run of runs) {
      for (let row = from[run]; row < to[run]; row++) batch.push(row);
      taken += to[run] - from[run];
      if (taken >= cut - 0.5) {
        all.push(Int32Array.from(batch));
        batch = [];
        cut += target;
      }
    }
    if (batch.length) all.push(Int32Array.from(batch));
  }
  yield* random.shuffle(all);
}

/** All rows of randomly chosen customers, about `size` rows; ascending. */
function sampleCustomers(asked: readonly Asked[], size: number, random: Random): Int32Array {
  const { from, to } = customerRuns(asked);
  const total = to.length ? to[to.length - 1] : 0;
  const share = size / total;
  const rows: number[] = [];
  for (let run = 0; run < from.length; run++)
    if (share >= 1 || random.next() < share) for (let row = from[run]; row < to[run]; row++) rows.push(row);
  return Int32Array.from(rows);
}
