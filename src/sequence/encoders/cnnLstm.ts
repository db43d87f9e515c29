import type * as tf from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import type { Random } from '../../base/random';
import type { Encoding } from '../../nn/encoding';
import { Convolutions, convolutionsShape } from '../convolutions';
import { defineEncoder, type EncodeOptions, SequenceEncoder } from '../encoder';
import { RECURRENT_SPACE, RecurrentEncoder, recurrentSchema } from '../recurrent';
import { lstmCell } from './lstm';

const optionsSchema = recurrentSchema.extend(convolutionsShape);
type Options = z.output<typeof optionsSchema>;

/** An LSTM that reads what convolutions make of neighbouring steps; `dropout` drops inputs of both. */
class CnnLstm extends SequenceEncoder {
  readonly units: number;
  private readonly convolutions: Convolutions;
  private readonly lstm: RecurrentEncoder;

  constructor(features: number, options: Options, random: Random) {
    super();
    this.convolutions = this.part('convolutions', new Convolutions(features, options, random));
    this.lstm = this.part('lstm', new RecurrentEncoder(lstmCell, options.filters, options, random));
    this.units = this.lstm.units;
  }

  encode(steps: tf.Tensor3D, mask: tf.Tensor2D, options: EncodeOptions = {}): Encoding {
    return this.lstm.encode(this.convolutions.call(steps, mask, options.causal, options.random), mask, options);
  }
}

export const cnnLstm = defineEncoder({
  name: 'cnn-lstm',
  summary: 'convolutions over the steps, and an LSTM that reads them',
  options: optionsSchema,
  space: { ...RECURRENT_SPACE, filters: { choices: [16, 32, 64] }, kernelSize: { choices: [2, 3, 5] } },
  build: (options, features, random) => new CnnLstm(features, options, random),
});
