import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import type { AsOf } from '../data/asOf';
import { SequenceBranch, type SequenceInputs } from '../fusion/branches/sequence';
import type { FusedModel } from '../fusion/model';
import { integratedGradients } from './integratedGradients';
import { preparedOf } from './prepared';

/** What each feature of each step adds to the log-odds of each example. */
export interface StepAttributions {
  /** Numbers of a step, and what is embedded of it, such as its items: each of those is one. */
  readonly features: readonly string[];
  readonly steps: number;
  readonly rows: number;
  /** [rows, steps, features] */
  readonly values: Float64Array;
  /** How far a row's contributions are, at most, from summing to its change of the log-odds. */
  readonly gap: number;
}

/** Examples that are explained at a time. */
const CHUNK = 256;

/**
 * Contributions of time steps × features to a network's log-odds, by integrated gradients. The baseline is a step of mean
 * values whose items are unknown: zeros, as the encoder sees them. Padding adds nothing. Other branches stay as they are.
 * @param rows which of the examples
 * @throws InputError for a network without a sequence
 */
export function stepAttributions(network: FusedModel, asOf: AsOf, rows: Int32Array, points?: number): StepAttributions {
  const b = network.branches.findIndex(({ branch }) => branch instanceof SequenceBranch);
  if (b < 0) throw new InputError('the model reads no sequence', 'explanation', 'a fused model with a sequence branch');
  const prepared = preparedOf(network, asOf);
  const inputs = prepared[b] as SequenceInputs;
  const T = inputs.windows.length;
  const told = (network.branches[b].branch as SequenceBranch).model.stepParts(inputs);
  const width = told.length;
  /** The feature that each column of a step belongs to. */
  const featureOf = told.flatMap((one, f) => new Array<number>(one.width).fill(f));
  const F = featureOf.length;
  const values = new Float64Array(rows.length * T * width);
  let gap = 0;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const part = rows.subarray(from, from + CHUNK);
    const logits = (replace: (steps: tf.Tensor3D) => tf.Tensor3D) =>
      network.decide(network.encode(prepared, part, { replaceSteps: { branch: b, replace } }));
    const input = tf.tidy(() => {
      let seen: tf.Tensor3D | undefined;
      logits((steps) => {
        seen = steps;
        return steps;
      });
      return seen!;
    });
    const found = integratedGradients((x) => logits(() => x as tf.Tensor3D), input, undefined, points);
    for (let i = 0; i < part.length * T; i++)
      for (let c = 0; c < F; c++) values[(from * T + i) * width + featureOf[c]] += found.values[i * F + c];
    gap = Math.max(gap, found.gap);
    input.dispose();
  }
  return { features: told.map(({ name }) => name), steps: T, rows: rows.length, values, gap };
}

/** Mean |contribution| over the rows, [steps, features]; padding counts as nothing. */
export function meanStepMagnitudes({ features, steps, rows, values }: StepAttributions): Float64Array {
  const cells = steps * features.length;
  const means = new Float64Array(cells);
  for (let i = 0; i < values.length; i++) means[i % cells] += Math.abs(values[i]) / rows;
  return means;
}
