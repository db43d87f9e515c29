import type { z } from 'zod';
import type { Component } from '../../base/component';
import type { Random } from '../../base/random';
import { type Places, stepsOf } from '../places';
import type { Windows } from '../windows';

/**
 * Changes a window while training, so that a model meets each past in many forms. The last step stays: it is the newest
 * that is known, or the event that is asked about. The numbers of a step stay as they are, its gap and its age among them.
 * @param steps of one window, oldest first, at least one; may be overwritten
 * @returns those that stay, oldest first; may be a part of `steps`
 */
export type Augment = (steps: Int32Array, windows: Windows, random: Random) => Int32Array;

/** A kind of augmentation. */
export interface Augmentation<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  build(options: z.output<Options>): Augment;
}

/** Declares an augmentation. */
export function defineAugmentation<Options extends z.ZodType>(augmentation: Augmentation<Options>): Augmentation {
  return augmentation as unknown as Augmentation;
}

/** A batch with each of its windows augmented, one augmentation after the other. */
export function augmented(places: Places, windows: Windows, augmentations: readonly Augment[], random: Random): Places {
  const { length } = windows;
  const changed = new Int32Array(places.length).fill(-1);
  for (let b = 0; b * length < places.length; b++) {
    let steps: Int32Array = stepsOf(places, b, length).slice();
    if (steps.length === 0) continue;
    for (const augment of augmentations) steps = augment(steps, windows, random);
    changed.set(steps, (b + 1) * length - steps.length);
  }
  return changed;
}
