import { Registry } from '../src/base/registry';
import type { DatasetOptions } from '../src/data/dataset';
import type { TransactionLog } from '../src/data/log';
import { cdnow, cdnowMaster } from './cdnow/dataset';
import { file } from './file/dataset';
import { fraudHandbook } from './fraud-handbook/dataset';
import { onlineRetailII } from './online-retail-ii/dataset';
import { syntheticShop } from './synthetic/dataset';

export const datasets = new Registry('data set', [
  onlineRetailII,
  cdnow,
  cdnowMaster,
  syntheticShop,
  fraudHandbook,
  file,
]);

/** @throws InputError when there is no such data set, or its options are wrong */
export function loadDataset(name: string, options?: DatasetOptions): Promise<TransactionLog> {
  return datasets.get(name).load(options);
}
