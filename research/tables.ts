import { writeReport } from './ablation';
import { runIfMain, script } from './cli';
import { experiments } from './experiments';

export const command = script('tables', 'Writes an experiment’s tables from stored runs; trains nothing.', [
  'npm run tables -- first-purchase',
  'npm run tables -- synthetic --full',
])
  .argument('[experiment]', `one of ${experiments.names.join(', ')}`, 'first-purchase')
  .option('--full', 'the full form’s runs instead of the quick form’s', false)
  .action(async (name: string, { full }: { full: boolean }) => {
    await writeReport(experiments.get(name), full ? 'full' : 'quick', { tables: true });
  });

runIfMain(module, command);
