import { writeReport } from './ablation';
import { runIfMain, script } from './cli';
import { experiments } from './experiments';

export const command = script('figures', 'Writes an experiment’s figures from stored runs; trains nothing.', [
  'npm run figures -- first-purchase',
  'npm run figures -- synthetic --full',
])
  .argument('[experiment]', `one of ${experiments.names.join(', ')}`, 'first-purchase')
  .option('--full', 'the full form’s runs instead of the quick form’s', false)
  .action(async (name: string, { full }: { full: boolean }) => {
    await writeReport(experiments.get(name), full ? 'full' : 'quick', { figures: true });
  });

runIfMain(module, command);
