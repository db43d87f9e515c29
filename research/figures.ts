import { writeReport } from './ablation';
import { runIfMain, script } from './cli';
import { type ExperimentOptions, experimentOf, withExperiment } from './experiment';
import { experiments } from './experiments';

export const command = withExperiment(
  script('figures', 'Writes an experiment’s figures from stored runs; trains nothing.', [
    'npm run figures -- first-purchase',
    'npm run figures -- synthetic --preset full',
  ]).argument('[experiment]', `one of ${experiments.names.join(', ')}`, 'first-purchase'),
)
  .option('--preset <name>', 'the preset whose runs are read', 'quick')
  .action(async (name: string, { preset, ...options }: ExperimentOptions & { preset: string }) => {
    await writeReport(experimentOf({ ...options, experiment: options.experiment ?? name }), preset, { figures: true });
  });

runIfMain(module, command);
