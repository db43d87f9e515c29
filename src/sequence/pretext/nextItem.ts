import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { WindowInputs } from '../model';
import { definePretext } from './pretext';

const optionsSchema = z.strictObject({
  batchSize: z.number().int().positive().default(512),
  /** Items drawn at random that the next one is told from; a batch shares them. */
  negatives: z.number().int().positive().default(64),
});

/** A step that is followed by another with an item of the vocabulary. */
interface Place {
  readonly window: number;
  readonly step: number;
}

/**
 * Which item comes next? From the hidden state h after each step, an item e of the next one is told from others drawn
 * uniformly (sampled softmax; Hidasi et al., ICLR 2016):
 *
 *   mean( − log( exp(h W · e) / (exp(h W · e) + Σ_n exp(h W · e_n)) ) )
 */
export const nextItem = definePretext({
  name: 'next-item',
  summary: 'telling an item of the next step from others drawn at random',
  options: optionsSchema,
  build({ batchSize, negatives }, model, inputs, random) {
    const [vocabulary, embeddingDim] = model.items.shape;
    const project = new Dense(model.encoder.units, embeddingDim, random);
    const { windows } = inputs;
    const perWindow = placesOf(inputs);
    const usable = Int32Array.from(perWindow.keys()).filter((window) => perWindow[window].length > 0);
    if (usable.length === 0 || vocabulary < 2)
      throw new InputError(
        'no customer has two steps with known items',
        'pretext next-item',
        'sequences to learn from',
      );
    return {
      weights: new Map([...project.weights()].map(([name, weight]) => [`pretext.${name}`, weight])),
      batches: (stream) => {
        const order = stream.shuffle(usable.slice());
        return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, b) =>
          order.slice(b * batchSize, (b + 1) * batchSize),
        );
      },
      loss(rows, { random: stream }) {
        const { steps } = model.encode(inputs, rows, { wantSteps: true, causal: true, random: stream });
        const [B, T, D] = steps!.shape;
        const at: number[] = [];
        const targets: number[] = [];
        rows.forEach((window, b) => {
          for (const { step } of perWindow[window]) {
            at.push(b * T + step);
            targets.push(drawItem(inputs, window * windows.length + step + 1, stream));
          }
        });
        const hidden = tf.gather(tf.reshape(steps!, [B * T, D]), tf.tensor1d(at, 'int32')) as tf.Tensor2D;
        const queries = project.call(hidden);
        const others = Int32Array.from({ length: negatives }, () => 1 + stream.int(vocabulary - 1));
        const table = model.items as tf.Tensor2D;
        const positive = tf.sum(tf.mul(queries, tf.gather(table, tf.tensor1d(targets, 'int32'))), 1, true);
        const rest = tf.matMul(queries, tf.gather(table, tf.tensor1d(others, 'int32')), false, true);
        const logits = tf.concat2d([positive as tf.Tensor2D, rest as tf.Tensor2D], 1);
        return tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.squeeze(positive, [1]))) as tf.Scalar;
      },
    };
  },
});

/** The steps of each window that are followed by one with an item of the vocabulary. */
function placesOf({ windows, itemRows }: WindowInputs): Place[][] {
  const { count, length, mask, starts } = windows;
  return Array.from({ length: count }, (_, window) => {
    const places: Place[] = [];
    for (let step = 0; step + 1 < length; step++) {
      const next = window * length + step + 1;
      if (!mask[next - 1] || !mask[next]) continue;
      if (itemRows.subarray(starts[next], starts[next + 1]).some((row) => row > 0)) places.push({ window, step });
    }
    return places;
  });
}

/** One of a step's items of the vocabulary. */
function drawItem({ windows: { starts }, itemRows }: WindowInputs, step: number, random: Random): number {
  const known = itemRows.subarray(starts[step], starts[step + 1]).filter((row) => row > 0);
  return known[random.int(known.length)];
}
