import { InputError } from '../src/base/errors';
import { ablate } from './ablation';
import { catalogue } from './catalogue';
import { runIfMain, script, wholeNumber } from './cli';
import { commandOf, type ExperimentOptions, experimentOf, withExperiment } from './experiment';
import { experiments } from './experiments';
import { DEFAULT_WORKERS } from './trials';

interface Options extends ExperimentOptions {
  preset: string;
  workers: number;
  list: boolean;
}

export const command = withExperiment(
  script('ablate', 'Trains an experiment’s rows and writes its tables and figures.', [
    'npm run ablate -- first-purchase',
    'npm run ablate -- synthetic --preset full --workers 4',
    'npm run ablate -- repurchase-30d --set rows.fused.model.branches.graph.layer=gat --set presets.quick.seeds=1',
    'npm run ablate -- --experiment my.json --file sales.csv --schema schema.json',
    'npm run ablate -- --list',
  ]).argument('[experiment]', `one of ${experiments.names.join(', ')}`),
)
  .option('--preset <name>', 'how much of it: `quick`, `full`, or another that the experiment has', 'quick')
  .option('--workers <n>', 'trials side by side', wholeNumber(1), DEFAULT_WORKERS)
  .option('--list', 'shows experiments and components with their options, and runs nothing', false)
  .action(async (name: string | undefined, { preset, workers, list, ...options }: Options) => {
    if (list) return console.log(catalogue());
    const chosen = { ...options, experiment: options.experiment ?? name };
    if (!chosen.experiment)
      throw new InputError(
        'no experiment is named',
        'ablate',
        `one of ${experiments.names.join(', ')}, or a .json file`,
      );
    await ablate(experimentOf(chosen), { preset, workers, command: commandOf(chosen, preset) });
  });

runIfMain(module, command);
