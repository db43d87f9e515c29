import { join, relative } from 'node:path';
import { useCache } from '../src/base/cache';
import { InputError } from '../src/base/errors';
import { checkWritable } from '../src/base/files';
import { readJson } from '../src/base/json';
import { type TaskSpec, taskSchema } from '../src/data/task';
import { tasks } from '../src/data/tasks';
import { startEngine } from '../src/engine/engine';
import { saveBundle } from '../src/experiment/bundle';
import { trainModel } from '../src/experiment/train';
import { CACHE } from './ablation';
import { RESULTS, runIfMain, script, share, wholeNumber } from './cli';
import { experiments } from './experiments';
import { type DataOptions, datasetOf, withData } from './source';

interface Options extends DataOptions {
  task: string;
  autoCutoffs: boolean;
  row: string;
  experiment: string;
  negatives: number;
  seed: number;
  out: string;
}

export const command = withData(
  script('train', 'Trains one model and saves it as a bundle that `predict` scores with.', [
    'npm run train -- --task repurchase-30d --row boosting --experiment repurchase-30d',
    'npm run train -- --file sales.csv --schema schema.json --task repurchase-30d --auto-cutoffs --row fused --out my-model.json',
  ]),
)
  .option('--task <name>', `one of ${tasks.names.join(', ')}, or a .json file with a task`, 'repurchase-30d')
  .option(
    '--auto-cutoffs',
    'ask at moments counted back from the end of the log instead of the task’s own dates',
    false,
  )
  .option('--experiment <name>', 'the experiment whose rows name the models', 'repurchase-30d')
  .option('--row <name>', 'the model: a row of the experiment', 'boosting')
  .option('--negatives <share>', 'share of the training negatives to keep', share, 1)
  .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 0)
  .option('--out <path>', 'where the bundle goes', join(RESULTS, 'models', 'model.json'))
  .action(async (options: Options) => {
    checkWritable(options.out);
    const dataset = datasetOf(options);
    const experiment = experiments.get(options.experiment);
    const row = experiment.rows.find(({ name }) => name === options.row);
    if (!row || row.members)
      throw new InputError(
        `"${options.row}" is not a single model of experiment ${experiment.name}`,
        '--row',
        experiment.rows.flatMap((one) => (one.members ? [] : one.name)).join(', '),
      );
    const task = taskOf(options);
    console.log((await startEngine()).describe());
    useCache(CACHE);
    const { content, metrics } = await trainModel({
      dataset,
      task,
      negatives: { rate: options.negatives, seed: 0 },
      model: {
        learner: row.learner,
        options: row.options ?? {},
        controls: { shuffleGraph: false, permuteEvents: false, ...row.controls },
      },
      seed: options.seed,
    });
    saveBundle(options.out, content);
    console.log(
      `test: ROC AUC ${metrics.auc.toFixed(4)}, average precision ${metrics.averagePrecision.toFixed(4)} (base rate ${metrics.baseRate.toFixed(4)})`,
    );
    console.log(`wrote ${relative(process.cwd(), options.out)}`);
  });

function taskOf({ task, autoCutoffs }: Options): TaskSpec {
  const spec = task.endsWith('.json') ? readJson(task, taskSchema) : tasks.get(task);
  if (!autoCutoffs) return spec;
  const items = spec.items && !Array.isArray(spec.items) ? { ...spec.items, before: undefined } : spec.items;
  return { ...spec, items, cutoffs: undefined };
}

runIfMain(module, command);
