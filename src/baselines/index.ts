import { Registry } from '../base/registry';
import type { Baseline } from './baseline';
import { gradientBoosting } from './boosting/boosting';
import { logistic } from './logistic';
import { majority } from './majority';

export const baselines = new Registry<Baseline>('baseline', [majority, logistic, gradientBoosting]);
