import { augmentations } from '../../src/sequence/augmentations';
import { augmentationLaws } from '../../src/testing/augmentation';
import { obeys } from './obeys';

obeys('augmentation', augmentations.all, augmentationLaws);
