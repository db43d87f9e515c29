import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import { asTheyAre } from './origins';
import type { Resampler } from './resampler';

/** A resampler that takes examples as they are by their labels, some of them several times and some not at all. */
export function selection(select: (label: Uint8Array, random: Random) => Int32Array): Resampler {
  return {
    reads: 'labels',
    resample({ label }, random) {
      rowsByClass(label);
      return asTheyAre(select(label, random), label);
    },
  };
}

/** The rows of each class. @throws InputError when a class is empty */
export function rowsByClass(label: Uint8Array): { positives: Int32Array; negatives: Int32Array } {
  let count = 0;
  for (let row = 0; row < label.length; row++) count += label[row];
  const positives = new Int32Array(count);
  const negatives = new Int32Array(label.length - count);
  for (let row = 0, p = 0, n = 0; row < label.length; row++) {
    if (label[row]) positives[p++] = row;
    else negatives[n++] = row;
  }
  if (positives.length === 0 || negatives.length === 0)
    throw new InputError(`all ${label.length} training examples have the same label`, undefined, 'both classes');
  return { positives, negatives };
}
