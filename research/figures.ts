import { writeReport } from './ablation';
import { runIfMain, script } from './cli';
import { commandOf, type ExperimentOptions, experimentOf, withExperiment } from './experiment';
import { experiments } from './experiments';

export const command = withExperiment(
  script('figures', 'Writes an experiment’s figures from stored runs; trains nothing.', [
    'npm run figures -- first-purchase',
    'npm run figures -- synthetic --preset full',
  ]).argument('[experiment]', `one of ${experiments.names.join(', ')}`, 'first-purchase'),
)
  .option('--preset <name>', 'the preset whose runs are read', 'quick')
  .action(async (name: string, { preset, ...options }: ExperimentOptions & { preset: string }) => {
    const chosen = { ...options, experiment: options.experiment ?? name };
    await writeReport(experimentOf(chosen), preset, { figures: true, command: commandOf(chosen, preset) });
  });

runIfMain(module, command);
