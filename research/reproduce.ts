import { ablate, DEFAULT_WORKERS } from './ablation';
import { runIfMain, script, wholeNumber } from './cli';
import { firstPurchase } from './experiments/firstPurchase';
import { drawGraph } from './graphs';

export const command = script('reproduce', 'Regenerates the headline: table, figures and graph page of a real shop.', [
  'npm run reproduce',
  'npm run reproduce -- --full',
])
  .option('--full', 'all seeds and rows instead of the quick form', false)
  .option('--workers <n>', 'trials side by side', wholeNumber(1), DEFAULT_WORKERS)
  .action(async ({ full, workers }: { full: boolean; workers: number }) => {
    await ablate(firstPurchase, { form: full ? 'full' : 'quick', workers });
    await drawGraph({ dataset: firstPurchase.dataset, name: firstPurchase.dataset.name });
  });

runIfMain(module, command);
