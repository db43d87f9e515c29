import { Registry } from '../base/registry';
import type { Baseline } from './baseline';
import { gradientBoosting } from './boosting/boosting';
import { logistic } from './logistic';
import { majority } from './majority';
import { decisionTree } from './trees/decisionTree';
import { randomForest } from './trees/randomForest';

export const baselines = new Registry<Baseline>('baseline', [
  majority,
  logistic,
  decisionTree,
  randomForest,
  gradientBoosting,
]);
