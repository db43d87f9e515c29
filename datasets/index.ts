import { datasets } from '../src/data/datasets';
import { tasks } from '../src/data/tasks';
import { cdnow, cdnowMaster } from './cdnow/dataset';
import { onlineRetailII } from './online-retail-ii/dataset';
import { firstPurchase, repurchase30d, targetProducts } from './online-retail-ii/tasks';
import { syntheticShop } from './synthetic/dataset';
import { syntheticTask } from './synthetic/task';

/** Importing this file puts the repository's data sets and their tasks into the registries. */
for (const dataset of [onlineRetailII, cdnow, cdnowMaster, syntheticShop]) datasets.add(dataset);
for (const task of [firstPurchase, ...targetProducts, repurchase30d, syntheticTask]) tasks.add(task);

export { datasets, tasks };
