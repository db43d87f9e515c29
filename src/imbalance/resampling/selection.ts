import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { countPositives } from '../../data/examples';
import type { Resampler } from './resampler';

/** A resampler that takes rows as they are, some of them several times and some not at all. */
export function selection(select: (label: Uint8Array, random: Random) => Int32Array): Resampler {
  return {
    select: (label, random) => {
      rowsByClass(label);
      return select(label, random);
    },
    fitResample({ values, shape, label }, random) {
      rowsByClass(label);
      const rows = select(label, random);
      const size = values.length / shape[0];
      const taken = new Float32Array(rows.length * size);
      rows.forEach((row, i) => {
        taken.set(values.subarray(row * size, (row + 1) * size), i * size);
      });
      const [, ...rest] = shape;
      const resampled = Uint8Array.from(rows, (row) => label[row]);
      return {
        purpose: 'training',
        values: taken,
        shape: [rows.length, ...rest],
        label: resampled,
        logitShift: logOdds(resampled) - logOdds(label),
      };
    },
  };
}

/** The rows of each class. @throws InputError when a class is empty */
export function rowsByClass(label: Uint8Array): { positives: Int32Array; negatives: Int32Array } {
  const rows = Int32Array.from(label.keys());
  const positives = rows.filter((row) => label[row] === 1);
  const negatives = rows.filter((row) => label[row] === 0);
  if (positives.length === 0 || negatives.length === 0)
    throw new InputError(`all ${label.length} training examples have the same label`, undefined, 'both classes');
  return { positives, negatives };
}

/** log(positives / negatives) */
export function logOdds(label: Uint8Array): number {
  const positives = countPositives(label);
  return Math.log(positives / (label.length - positives));
}
