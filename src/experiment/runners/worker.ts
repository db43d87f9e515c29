import { useCache } from '../../base/cache';
import { InputError } from '../../base/errors';
import { Store } from '../store';
import { runTrial } from '../trial';
import type { WorkOrder, WorkReport } from './local';

/** A process that runs the trials it is sent, one after the other. */
const [runs, cache, ...modules] = process.argv.slice(2);
for (const path of modules) require(path);
const store = new Store(runs);
useCache(cache);
process.on('disconnect', () => process.exit());
process.on('message', async ({ configuration }: WorkOrder) => {
  let report: WorkReport = {};
  try {
    await runTrial(configuration, store);
  } catch (error) {
    const input = error instanceof InputError;
    report = { error: { message: input ? error.message : String((error as Error).stack), input } };
  }
  process.send?.(report);
});
