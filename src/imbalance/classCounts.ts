import { InputError } from '../base/errors';
import type { ClassCounts } from './loss';

/**
 * How many examples each class has; with weights, their sums.
 * @throws InputError for a weight that is negative or not finite, and for a class without weight
 */
export function countClasses(label: Uint8Array, weight?: Float32Array): ClassCounts {
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < label.length; i++) {
    const w = weight ? weight[i] : 1;
    if (!(w >= 0 && Number.isFinite(w)))
      throw new InputError(`the weight of training example ${i} is ${w}`, undefined, 'a finite number, 0 or more');
    if (label[i]) positives += w;
    else negatives += w;
  }
  if (positives === 0 || negatives === 0)
    throw new InputError(
      `all ${label.length} training examples ${weight ? 'with a weight ' : ''}have the same label`,
      undefined,
      'both classes',
    );
  return { positives, negatives };
}

/** log(positives / negatives), of the sums of weights where there are some. @throws InputError when a class is empty */
export function logOdds(label: Uint8Array, weight?: Float32Array): number {
  const { positives, negatives } = countClasses(label, weight);
  return Math.log(positives / negatives);
}
