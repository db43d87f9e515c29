import { Registry } from '../../base/registry';
import { crop } from './crop';
import { dropSteps } from './dropSteps';
import { shuffleLines } from './shuffleLines';

export const augmentations = new Registry('augmentation', [crop, dropSteps, shuffleLines]);
