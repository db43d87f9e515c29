import { ablate, DEFAULT_WORKERS } from './ablation';
import { runIfMain, script, wholeNumber } from './cli';
import { experiments } from './experiments';

export const command = script('ablate', 'Trains an experiment’s rows and writes its tables and figures.', [
  'npm run ablate -- first-purchase',
  'npm run ablate -- synthetic --full --workers 4',
])
  .argument('<experiment>', `one of ${experiments.names.join(', ')}`)
  .option('--full', 'all seeds and rows instead of the quick form', false)
  .option('--workers <n>', 'trials side by side', wholeNumber(1), DEFAULT_WORKERS)
  .action(async (name: string, { full, workers }: { full: boolean; workers: number }) => {
    await ablate(experiments.get(name), { form: full ? 'full' : 'quick', workers });
  });

runIfMain(module, command);
