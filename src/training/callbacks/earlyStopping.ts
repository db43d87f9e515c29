import type { Callback } from '../callback';
import { DivergedError } from '../diverged';

export interface EarlyStopping extends Callback {
  readonly best: { readonly epoch: number; readonly score: number };
}

/**
 * Measures a score after every epoch, ends training after so many epochs without a better one, and puts the weights of
 * the best epoch back.
 * @param name of the score among what was measured
 * @param blame what made the last score no number, for people to read
 * @throws DivergedError when the score is not a number
 */
export function earlyStopping(
  name: string,
  patience: number,
  score: () => number,
  blame?: () => string | undefined,
): EarlyStopping {
  let best = { epoch: 0, score: Number.NEGATIVE_INFINITY };
  let weights: Float32Array[] | undefined;
  return {
    get best() {
      return best;
    },
    onEpochEnd(state) {
      const value = score();
      if (Number.isNaN(value)) throw new DivergedError(`${name} is not a number after epoch ${state.epoch}`, blame?.());
      state.measured[name] = value;
      if (value > best.score) {
        best = { epoch: state.epoch, score: value };
        weights = state.model.snapshot();
      }
      if (state.epoch - best.epoch >= patience) state.stop();
    },
    onEnd({ model }) {
      if (weights) model.restore(weights);
    },
  };
}
