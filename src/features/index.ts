import { Registry } from '../base/registry';
import type { FeatureFamily } from './family';

export const families = new Registry<FeatureFamily>('feature family', []);
