import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { Module } from '../nn/module';
import { lstmCell } from './encoders/lstm';
import type { SequenceModel, WindowInputs } from './model';
import { type Places, placesOf } from './places';
import { RecurrentEncoder, recurrentSchema } from './recurrent';
import { itemsOf, StepPrediction } from './stepPrediction';

/**
 * The other half of an autoencoder: an LSTM that is shown the code of a sequence at every step and predicts the steps, the
 * newest first (Srivastava, Mansimov and Salakhutdinov, ICML 2015, in the form without feedback). What it cannot predict
 * was not in the code.
 */
export class Reconstruction extends Module {
  private readonly decoder: RecurrentEncoder;
  private readonly prediction: StepPrediction;

  /** @param model whose pooled vector is the code */
  constructor(
    private readonly model: SequenceModel,
    random: Random,
  ) {
    super();
    const { units } = model.encoder;
    this.decoder = this.part(
      'decoder',
      new RecurrentEncoder(lstmCell, units, recurrentSchema.parse({ units }), random),
    );
    this.prediction = this.part('prediction', new StepPrediction(model, units, random));
  }

  /**
   * @param which windows with steps, [B]
   * @param others rows of the item table that items are told from
   * @param random draws dropout and one item a step while training; without it all items count
   * @returns the mean error of each window's steps, [B]
   */
  errors(inputs: WindowInputs, which: Int32Array, others: Int32Array, random?: Random): tf.Tensor1D {
    const { length } = inputs.windows;
    const places = placesOf(inputs.windows, which);
    const { steps, numbers, mask, ages } = this.model.embed(inputs, places);
    const { pooled } = this.model.encoder.encode(steps, mask, { ages, random });
    const [B, D] = pooled.shape;
    const code = tf.tile(tf.reshape(pooled, [B, 1, D]), [1, length, 1]);
    const newestFirst = tf.reverse(mask, 1) as tf.Tensor2D;
    const decoded = this.decoder.encode(code as tf.Tensor3D, newestFirst, { wantSteps: true }).steps!;
    const { at, window, share } = stepsIn(places, length);
    const pick = <T extends tf.Tensor>(x: tf.Tensor3D) =>
      tf.gather(tf.reshape(x, [B * length, x.shape[2]]), tf.tensor1d(at, 'int32')) as T;
    const targets = {
      numbers: pick<tf.Tensor2D>(numbers),
      ...itemsOf(
        inputs,
        at.map((place) => places[place]),
        random,
      ),
    };
    const errors = this.prediction.errors(pick(tf.reverse(decoded, 1)), targets, others);
    return tf.unsortedSegmentSum(tf.mul(errors, tf.tensor1d(share)), tf.tensor1d(window, 'int32'), B);
  }
}

/** The places of a batch that hold steps, the window of each, and one over the number of that window's steps. */
function stepsIn(places: Places, length: number) {
  const at = Int32Array.from(places.keys()).filter((place) => places[place] >= 0);
  const window = at.map((place) => Math.floor(place / length));
  const counts = new Int32Array(places.length / length);
  for (const b of window) counts[b]++;
  return { at, window, share: Float32Array.from(window, (b) => 1 / counts[b]) };
}
