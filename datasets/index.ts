import { datasets } from '../src/data/datasets';
import { tasks } from '../src/data/tasks';
import { learners } from '../src/learners';
import { cdnow, cdnowMaster } from './cdnow/dataset';
import { fraudHandbook } from './fraud-handbook/dataset';
import { fraudCeiling, fraudFilter } from './fraud-handbook/filter/learners';
import { fraudTask } from './fraud-handbook/task';
import { onlineRetailII } from './online-retail-ii/dataset';
import { firstPurchase, repurchase30d, targetProducts } from './online-retail-ii/tasks';
import { pooled } from './pooled/dataset';
import { simulatedStore } from './simulated-store/dataset';
import { syntheticCeiling } from './synthetic/ceilingLearner';
import { syntheticShop } from './synthetic/dataset';
import { syntheticTask } from './synthetic/task';

/** Importing this file puts the repository's data sets, their tasks and their learners into the registries. */
for (const dataset of [onlineRetailII, cdnow, cdnowMaster, pooled, simulatedStore, syntheticShop, fraudHandbook])
  datasets.add(dataset);
for (const task of [firstPurchase, ...targetProducts, repurchase30d, syntheticTask, fraudTask]) tasks.add(task);
for (const learner of [fraudFilter, fraudCeiling, syntheticCeiling]) learners.add(learner);

export { datasets, tasks };
