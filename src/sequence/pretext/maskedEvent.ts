import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Random } from '../../base/random';
import { type Places, placesOf, stepsOf } from '../places';
import { drawOthers, itemsOf, StepPrediction } from '../stepPrediction';
import { batchesOf, windowsWith } from './batches';
import { definePretext, pretextWeights } from './pretext';

/**
 * What was the step that is hidden? Some steps of each window are shown as zeros, the mean of their numbers and no items,
 * and predicted from the encoder's vectors at their places (after Devlin et al., NAACL 2019). An encoder of one direction
 * has only the steps before to go by.
 */
export const maskedEvent = definePretext({
  name: 'masked-event',
  summary: 'telling the numbers and an item of steps that are hidden',
  options: z.strictObject({
    batchSize: z.number().int().positive().default(512),
    /** Share of the steps that are hidden; at least one of each window. */
    share: z.number().gt(0).max(0.9).default(0.2),
    /** Items drawn at random that an item is told from; a batch shares them. */
    negatives: z.number().int().positive().default(64),
  }),
  build({ batchSize, share, negatives }, model, inputs, random) {
    const prediction = new StepPrediction(model, model.encoder.units, random);
    const usable = windowsWith(2, inputs, 'masked-event');
    const { length } = inputs.windows;
    return {
      weights: pretextWeights(prediction),
      batches: (stream) => batchesOf(usable, batchSize, stream),
      loss(rows, { random: stream }) {
        const places = placesOf(inputs.windows, rows);
        const hidden = drawHidden(places, length, share, stream);
        const { steps, numbers, mask, ages } = model.embed(inputs, places);
        const shown = new Float32Array(places.length).fill(1);
        for (const place of hidden) shown[place] = 0;
        const seen = tf.mul(steps, tf.tensor3d(shown, [rows.length, length, 1])) as tf.Tensor3D;
        const encoded = model.encoder.encode(seen, mask, { ages, wantSteps: true, random: stream }).steps!;
        const pick = (x: tf.Tensor3D) =>
          tf.gather(tf.reshape(x, [places.length, x.shape[2]]) as tf.Tensor2D, tf.tensor1d(hidden, 'int32'));
        const targets = {
          numbers: pick(numbers),
          ...itemsOf(
            inputs,
            hidden.map((place) => places[place]),
            stream,
          ),
        };
        return tf.mean(prediction.errors(pick(encoded), targets, drawOthers(model, negatives, stream)));
      },
    };
  },
});

/** Places of steps drawn at random, at least one of each window. */
function drawHidden(places: Places, length: number, share: number, random: Random): Int32Array {
  const hidden: number[] = [];
  for (let b = 0; b * length < places.length; b++) {
    const count = stepsOf(places, b, length).length;
    const first = (b + 1) * length - count;
    const always = random.int(count);
    for (let i = 0; i < count; i++) if (i === always || random.next() < share) hidden.push(first + i);
  }
  return Int32Array.from(hidden);
}
