import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { Reconstruction } from '../reconstruction';
import { drawOthers } from '../stepPrediction';
import { batchesOf, windowsWith } from './batches';
import { definePretext, pretextWeights } from './pretext';

/** Can the steps be told from their encoding? The mean error of a decoder that sees nothing else: an autoencoder. */
export const reconstruction = definePretext({
  name: 'reconstruction',
  summary: 'telling the steps from their encoding, as an autoencoder',
  options: z.strictObject({
    batchSize: z.number().int().positive().default(512),
    /** Items drawn at random that an item is told from; a batch shares them. */
    negatives: z.number().int().positive().default(64),
  }),
  build({ batchSize, negatives }, model, inputs, random) {
    const decoder = new Reconstruction(model, random);
    const usable = windowsWith(1, inputs, 'reconstruction');
    return {
      weights: pretextWeights(decoder),
      batches: (stream) => batchesOf(usable, batchSize, stream),
      loss: (rows, { random: stream }) =>
        tf.mean(decoder.errors(inputs, rows, drawOthers(model, negatives, stream), stream)),
    };
  },
});
