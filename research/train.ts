import { join, relative } from 'node:path';
import { tasks } from '../datasets';
import { useCache } from '../src/base/cache';
import { InputError } from '../src/base/errors';
import { checkWritable } from '../src/base/files';
import { startEngine } from '../src/engine/engine';
import { saveBundle } from '../src/experiment/bundle';
import { openData } from '../src/experiment/data';
import { modelOf } from '../src/experiment/experiment';
import { fitModel, metricsOf, scoresOf } from '../src/experiment/train';
import { RESULTS, runIfMain, script, share, wholeNumber } from './cli';
import { type ExperimentOptions, experimentOf, readTask, withExperiment } from './experiment';
import { CACHE } from './trials';

interface Options extends ExperimentOptions {
  task?: string;
  row: string;
  negatives: number;
  seed: number;
  fold: number;
  out: string;
}

export const command = withExperiment(
  script('train', 'Trains one model and saves it as a bundle that `predict` scores with.', [
    'npm run train -- --experiment repurchase-30d --row boosting',
    'npm run train -- --file sales.csv --schema schema.json --task repurchase-30d --auto-cutoffs --row fused --out my-model.json',
  ]),
)
  .option('--task <name>', `one of ${tasks.names.join(', ')}, or a .json file with a task; the experiment's if omitted`)
  .option('--row <name>', 'the model: a row of the experiment', 'boosting')
  .option('--negatives <share>', 'share of the training negatives to keep', share, 1)
  .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 0)
  .option('--fold <n>', 'the fold of the task that it trains on, from 0 on', wholeNumber(0), 0)
  .option('--out <path>', 'where the bundle goes', join(RESULTS, 'models', 'model.json'))
  .action(async ({ task, row: name, negatives, seed, fold, out, ...options }: Options) => {
    checkWritable(out);
    const experiment = experimentOf({ experiment: 'repurchase-30d', ...options }, (document) =>
      task ? { ...document, task: readTask(task) } : document,
    );
    const row = experiment.rows.find((one) => one.name === name);
    if (!row)
      throw new InputError(
        `experiment ${experiment.name} has no row "${name}"`,
        '--row',
        experiment.rows.map((one) => one.name).join(', '),
      );
    console.log((await startEngine()).describe());
    useCache(CACHE);
    const configuration = {
      dataset: experiment.dataset!,
      task: (task === undefined && row.task) || experiment.task,
      fold,
      evaluate: 'test' as const,
      negatives: { rate: negatives, seed: 0 },
      model: modelOf(row, experiment.rows),
      threshold: row.threshold,
      controls: row.controls,
      seed,
    };
    const data = await openData(configuration);
    const fitted = await fitModel(configuration, data);
    const metrics = metricsOf(configuration, data, scoresOf(fitted, configuration, data));
    saveBundle(out, {
      configuration,
      items: [...data.task.items],
      threshold: metrics.threshold,
      dataFingerprint: data.fingerprint,
      engine: (await startEngine()).describe(),
      model: fitted.toJSON(),
    });
    fitted.dispose();
    console.log(
      `test: ROC AUC ${metrics.auc.toFixed(4)}, average precision ${metrics.averagePrecision.toFixed(4)} (base rate ${metrics.baseRate.toFixed(4)})`,
    );
    console.log(`wrote ${relative(process.cwd(), out)}`);
  });

runIfMain(module, command);
