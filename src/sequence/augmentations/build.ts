import type { ComponentSpec } from '../../base/component';
import { augmentations } from '.';
import type { Augment } from './augmentation';

/** The augmentations that a completed configuration names, in its order. */
export function buildAugmentations(specs: readonly ComponentSpec[]): Augment[] {
  return specs.map((spec) => {
    const { entry, options } = augmentations.resolve(spec);
    return entry.build(options);
  });
}
