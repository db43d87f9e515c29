import type { z } from 'zod';
import type { Component } from '../../base/component';

/** A way to turn a model's probabilities into ones that come true as often as they say. */
export interface Calibrator<Options extends z.ZodType = z.ZodType, Saved extends z.ZodType = z.ZodType>
  extends Component<Options> {
  readonly saved: Saved;
  /**
   * Fits on examples that the model was not trained on.
   * @param score probabilities, [n]
   * @param label 0 or 1, [n]
   * @throws InputError when a class is empty
   */
  fit(score: Float32Array, label: Uint8Array, options: z.output<Options>): z.output<Saved>;
  /** What makes a calibrated probability of a model's. */
  calibration(fitted: z.output<Saved>): (p: number) => number;
}

/** Declares a calibrator. */
export function defineCalibrator<Options extends z.ZodType, Saved extends z.ZodType>(
  calibrator: Calibrator<Options, Saved>,
): Calibrator {
  return calibrator as unknown as Calibrator;
}
