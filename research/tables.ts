import { writeReport } from './ablation';
import { writeAllClaims } from './claims';
import { runIfMain, script } from './cli';
import { commandOf, type ExperimentOptions, experimentOf, withExperiment } from './experiment';
import { experiments } from './experiments';

export const command = withExperiment(
  script('tables', 'Writes an experiment’s tables from stored runs; trains nothing.', [
    'npm run tables -- first-purchase',
    'npm run tables -- synthetic --preset full',
    'npm run tables -- --claims',
  ]).argument('[experiment]', `one of ${experiments.names.join(', ')}`, 'first-purchase'),
)
  .option('--preset <name>', 'the preset whose runs are read', 'quick')
  .option('--claims', 'one table of the main claims of all experiments that make one', false)
  .action(
    async (name: string, { preset, claims, ...options }: ExperimentOptions & { preset: string; claims: boolean }) => {
      if (claims) return writeAllClaims(preset);
      const chosen = { ...options, experiment: options.experiment ?? name };
      await writeReport(experimentOf(chosen), preset, { tables: true, command: commandOf(chosen, preset) });
    },
  );

runIfMain(module, command);
