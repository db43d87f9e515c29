import { z } from 'zod';
import type { Random } from '../../base/random';
import type { WindowInputs } from '../model';
import { type Places, placesOf, stepsOf } from '../places';
import { batchesOf, windowsWith } from './batches';
import { contrastive } from './contrastive';
import { definePretext } from './pretext';

/**
 * Whose past is it? Parts of one customer's sequence shall be encoded close to each other and far from those of others
 * (CoLES; Babaev et al., SIGMOD 2022).
 */
export const coles = definePretext({
  name: 'coles',
  summary: "telling parts of one customer's sequence from those of others",
  options: z.strictObject({
    /** Windows a batch; each gives several parts. */
    batchSize: z.number().int().min(2).default(64),
    /** Parts of each window. */
    parts: z.number().int().min(2).default(5),
    /** The fewest steps of a part. */
    minSteps: z.number().int().positive().default(2),
    margin: z.number().positive().max(2).default(0.5),
    /** For each part so many of the others' parts that are closest to it. */
    hardest: z.number().int().positive().default(9),
  }),
  build({ batchSize, parts, minSteps, margin, hardest }, model, inputs) {
    const usable = windowsWith(minSteps + 1, inputs, 'coles');
    return {
      batches: (stream) => batchesOf(usable, batchSize, stream),
      loss(rows, { random: stream }) {
        const { places, customers } = drawParts(inputs, rows, parts, minSteps, stream);
        const { steps, mask, ages } = model.embed(inputs, places);
        const { pooled } = model.encoder.encode(steps, mask, { ages, random: stream });
        return contrastive(pooled, customers, margin, hardest);
      },
    };
  },
});

/** Parts of windows: so many steps in a row, anywhere; and whose each is. */
function drawParts(
  { windows }: WindowInputs,
  rows: Int32Array,
  parts: number,
  minSteps: number,
  random: Random,
): { places: Places; customers: Int32Array } {
  const { length } = windows;
  const whole = placesOf(windows, rows);
  const places = new Int32Array(rows.length * parts * length).fill(-1);
  const customers = new Int32Array(rows.length * parts);
  for (let p = 0; p < customers.length; p++) {
    const b = Math.floor(p / parts);
    const steps = stepsOf(whole, b, length);
    const count = minSteps + random.int(steps.length - minSteps + 1);
    const first = random.int(steps.length - count + 1);
    places.set(steps.subarray(first, first + count), (p + 1) * length - count);
    customers[p] = windows.customers[rows[b]];
  }
  return { places, customers };
}
