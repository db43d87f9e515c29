import { ablate } from './ablation';
import { runIfMain, script, wholeNumber } from './cli';
import { experimentOf } from './experiment';
import { drawGraph } from './graphs';
import { DEFAULT_WORKERS } from './trials';

export const command = script('reproduce', 'Regenerates the headline: table, figures and graph page of a real shop.', [
  'npm run reproduce',
  'npm run reproduce -- --preset full',
])
  .option('--preset <name>', '`quick`, or `full` for all rows and ten seeds', 'quick')
  .option('--workers <n>', 'trials side by side', wholeNumber(1), DEFAULT_WORKERS)
  .action(async (options: { preset: string; workers: number }) => {
    const experiment = experimentOf({ experiment: 'first-purchase', set: [], autoCutoffs: false });
    await ablate(experiment, options);
    await drawGraph({ dataset: experiment.dataset!, name: experiment.dataset!.name });
  });

runIfMain(module, command);
