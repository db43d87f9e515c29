import { InputError } from '../../base/errors';
import type { Random } from '../../base/random';
import type { WindowInputs } from '../model';

/**
 * The windows of at least so many steps.
 * @param pretext its name, for messages
 * @throws InputError where there is none
 */
export function windowsWith(least: number, { windows: { count, length, mask } }: WindowInputs, pretext: string) {
  // Padding stands in front.
  const found = Int32Array.from({ length: count }, (_, window) => window).filter(
    (window) => least <= length && mask[(window + 1) * length - least] > 0,
  );
  if (found.length > 0) return found;
  const steps = least === 1 ? 'a step' : `${least} steps`;
  throw new InputError(
    `no customer has ${steps} in a window of ${length}`,
    `pretext ${pretext}`,
    'sequences to learn from',
  );
}

/** Windows in random order, in batches of one size but for the last. */
export function batchesOf(windows: Int32Array, size: number, random: Random): Int32Array[] {
  const order = random.shuffle(windows.slice());
  return Array.from({ length: Math.ceil(order.length / size) }, (_, b) => order.slice(b * size, (b + 1) * size));
}
