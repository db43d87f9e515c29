import type { ComponentSpec } from '../../base/component';
import { Registry } from '../../base/registry';
import type { Augment } from './augmentation';
import { crop } from './crop';
import { dropSteps } from './dropSteps';
import { shuffleLines } from './shuffleLines';

export const augmentations = new Registry('augmentation', [crop, dropSteps, shuffleLines]);

/** The augmentations that a completed configuration names, in its order. */
export function buildAugmentations(specs: readonly ComponentSpec[]): Augment[] {
  return specs.map((spec) => {
    const { entry, options } = augmentations.resolve(spec);
    return entry.build(options);
  });
}
