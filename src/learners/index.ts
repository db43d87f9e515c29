import { baselines } from '../baselines';
import { fused } from './fused';
import { learners } from './registry';
import { stack } from './stack';
import { tabular } from './tabular';

for (const learner of [...baselines.all.map(tabular), fused, stack]) learners.add(learner);

export { learners };
