import { Registry } from '../base/registry';
import { baselines } from '../baselines';
import type { Learner } from '../training/learner';
import { repeatBuyingModels } from './buyTillYouDie';
import { fused } from './fused';
import { sequenceAnomaly } from './sequenceAnomaly';
import { stackOf } from './stack';
import { tabular } from './tabular';

export const learners = new Registry<Learner>('learner', [
  ...baselines.all.map(tabular),
  ...repeatBuyingModels,
  fused,
  sequenceAnomaly,
]);
learners.add(stackOf(learners));
