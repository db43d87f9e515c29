import { Registry } from '../base/registry';
import { baselines } from '../baselines';
import { fused } from './fused';
import { tabular } from './tabular';

export const learners = new Registry('learner', [...baselines.all.map(tabular), fused]);
