import { Registry } from '../base/registry';
import { baselines } from '../baselines';
import type { Learner } from '../training/learner';
import { repeatBuyingModels } from './buyTillYouDie';
import { fused } from './fused';
import { stackOf } from './stack';
import { tabular } from './tabular';

export const learners = new Registry<Learner>('learner', [...baselines.all.map(tabular), ...repeatBuyingModels, fused]);
learners.add(stackOf(learners));
