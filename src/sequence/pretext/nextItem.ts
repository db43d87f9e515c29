import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { Dense } from '../../nn/dense';
import type { WindowInputs } from '../model';
import { sampledSoftmax } from '../sampledSoftmax';
import { drawOthers } from '../stepPrediction';
import { batchesOf } from './batches';
import { definePretext, pretextWeights } from './pretext';

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
 * uniformly, by h W · e (Hidasi et al., ICLR 2016).
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
      weights: pretextWeights(project),
      batches: (stream) => batchesOf(usable, batchSize, stream),
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
        const others = drawOthers(model, negatives, stream);
        return tf.mean(sampledSoftmax(queries, model.items as tf.Tensor2D, Int32Array.from(targets), others));
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
