import type { z } from 'zod';
import type { Component } from '../../base/component';
import { InputError } from '../../base/errors';
import { countPositives } from '../../data/examples';
import { requireScores } from '../../evaluation/ranking';

/** A way to turn a model's probabilities into ones that come true as often as they say. */
export interface Calibrator<Options extends z.ZodType = z.ZodType, Saved extends z.ZodType = z.ZodType>
  extends Component<Options> {
  readonly saved: Saved;
  /**
   * Fits on examples that the model was not trained on.
   * @param score probabilities, [n]
   * @param label 0 or 1, [n]
   * @throws InputError when a class is empty, or a score is no probability
   */
  fit(score: Float32Array, label: Uint8Array, options: z.output<Options>): z.output<Saved>;
  /** What makes a calibrated probability of a model's. */
  calibration(fitted: z.output<Saved>): (p: number) => number;
}

/** Declares a calibrator. What it is fitted on is checked before. */
export function defineCalibrator<Options extends z.ZodType, Saved extends z.ZodType>(
  calibrator: Calibrator<Options, Saved>,
): Calibrator {
  const fit: typeof calibrator.fit = (score, label, options) => {
    requireProbabilities(score, label);
    return calibrator.fit(score, label, options);
  };
  return { ...calibrator, fit } as unknown as Calibrator;
}

function requireProbabilities(score: Float32Array, label: Uint8Array): void {
  requireScores(score, label);
  const wrong = score.findIndex((p) => p < 0 || p > 1);
  if (wrong >= 0)
    throw new InputError(`score ${wrong} is ${score[wrong]}`, 'calibration', 'probabilities, from 0 to 1');
  const positives = countPositives(label);
  if (positives === 0 || positives === label.length)
    throw new InputError(
      `${positives} of ${label.length} validation examples are positive`,
      'calibration',
      'both classes',
    );
}
