import type { Random } from '../base/random';
import type { Attributions } from './attributions';
import { shapleyValues } from './kernelShap';
import type { OpenModel } from './mixture';

export interface ShapOptions {
  /** The examples that lend the values of unknown inputs: what a coalition is worth is the mean over them. */
  readonly background: Int32Array;
  /** About how many coalitions are valued for an example of more than 12 inputs. */
  readonly samples?: number;
  readonly random: Random;
}

const SAMPLES = 1024;
/** Rows that are predicted at a time: their inputs take some megabytes. */
const ROWS = 65_536;

/**
 * SHAP values of any model over its inputs, on the probability: exact for up to 12 inputs, else by Kernel SHAP. An input
 * that is unknown takes its values from the background, whatever the known ones are (the interventional expectation of
 * Lundberg and Lee, NeurIPS 2017).
 * @param rows the examples that are explained, [n]
 */
export function shap(model: OpenModel, rows: Int32Array, options: ShapOptions): Attributions {
  const { background, samples = SAMPLES, random } = options;
  const F = model.inputs.length;
  const values = new Float64Array(rows.length * F);
  let base = 0;
  rows.forEach((row, r) => {
    const found = shapleyValues((coalitions) => worths(model, row, background, coalitions), F, samples, random);
    values.set(found.values, r * F);
    base = found.base;
  });
  return { columns: model.inputs, rows: rows.length, base, scale: 'probability', values };
}

/** The mean probability of an example over the background, for each coalition of its inputs. */
function worths(model: OpenModel, row: number, background: Int32Array, coalitions: Uint8Array): Float64Array {
  const F = model.inputs.length;
  const count = coalitions.length / F;
  const K = background.length;
  const worth = new Float64Array(count);
  const together = Math.max(1, Math.floor(ROWS / K));
  for (let from = 0; from < count; from += together) {
    const to = Math.min(count, from + together);
    const m = (to - from) * K;
    const taken = new Uint8Array(m * F);
    for (let c = from; c < to; c++)
      for (let k = 0; k < K; k++) taken.set(coalitions.subarray(c * F, (c + 1) * F), ((c - from) * K + k) * F);
    const donor = Int32Array.from({ length: m }, (_, i) => background[i % K]);
    const scores = model.predict({ own: new Int32Array(m).fill(row), donor, taken });
    for (let i = 0; i < m; i++) worth[from + Math.floor(i / K)] += scores[i] / K;
  }
  return worth;
}
