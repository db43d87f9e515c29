import { Registry } from '../base/registry';
import { baselines } from '../baselines';
import type { Learner } from '../training/learner';
import { balancedBaggingOf } from './balancedBagging';
import { boostingOnCodes } from './boostingOnCodes';
import { repeatBuyingModels } from './buyTillYouDie';
import { calibratedOf } from './calibrated';
import { deepEnsembleOf } from './deepEnsemble';
import { easyEnsembleOf } from './easyEnsemble';
import { fused } from './fused';
import { sequenceAnomaly } from './sequenceAnomaly';
import { stackOf } from './stack';
import { tabular } from './tabular';

export const learners = new Registry<Learner>('learner', [
  ...baselines.all.map(tabular),
  ...repeatBuyingModels,
  fused,
  boostingOnCodes,
  sequenceAnomaly,
]);
for (const ofOthers of [stackOf, calibratedOf, balancedBaggingOf, easyEnsembleOf, deepEnsembleOf])
  learners.add(ofOthers(learners));
