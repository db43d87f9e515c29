import { basename, extname } from 'node:path';
import { datasets } from '../datasets';
import { moment, runIfMain, script, wholeNumber } from './cli';
import { drawGraph } from './graphs';
import { type DataOptions, datasetOf, withData } from './source';

interface Options extends DataOptions {
  at?: number;
  window: number;
  items: number;
  ties: number;
  seed: number;
  out?: string;
}

export const command = withData(
  script('visualize', 'Draws which items the same customers buy: a page that opens from disk, SVG and PNG.', [
    'npm run visualize',
    'npm run visualize -- --dataset cdnow',
    'npm run visualize -- --file sales.csv --schema schema.json --at 2011-06-01 --items 150',
  ]),
)
  .option('--at <date>', 'the graph as of this day, YYYY-MM-DD; after the last transaction if absent', moment)
  .option('--window <days>', 'only purchases of so many days', wholeNumber(1), 365)
  .option('--items <n>', 'the most bought items to show', wholeNumber(2), 300)
  .option('--ties <n>', 'strongest ties that each item keeps', wholeNumber(1), 4)
  .option('--seed <n>', 'seed of the communities', wholeNumber(0), 0)
  .option('--out <folder>', 'where page and pictures go')
  .action(async ({ at, window, out, items, ties, seed, ...data }: Options) => {
    const dataset = datasets.reference().parse(datasetOf(data) ?? 'online-retail-ii');
    await drawGraph({
      dataset,
      name: data.file ? basename(data.file, extname(data.file)) : dataset.name,
      time: at,
      windowDays: window,
      items,
      ties,
      seed,
      folder: out,
    });
  });

runIfMain(module, command);
