import { Option } from 'commander';
import { InputError } from '../src/base/errors';
import { VIEWS, type View } from '../src/report/graph/views';
import { dateArgument, runIfMain, script, wholeNumber } from './cli';
import { drawGraph, drawGraphFile } from './graphs';
import { type DataOptions, datasetOf, shopOf, withData } from './source';

interface Options extends DataOptions {
  graph?: string;
  at?: number;
  window: number;
  view: View;
  items?: number;
  customers?: number;
  ties: number;
  seed: number;
  out?: string;
}

export const command = withData(
  script('visualize', 'Draws who buys what together: a page that opens from disk, SVG and PNG.', [
    'npm run visualize',
    'npm run visualize -- --view bipartite --items 100 --customers 100',
    'npm run visualize -- --graph shop.gexf',
    'npm run visualize -- --file sales.csv --schema schema.json --at 2011-06-01 --items 150',
  ]),
)
  .option('--graph <path>', 'a GEXF or GraphML file to draw, instead of transactions')
  .option('--at <date>', 'the graph as of this day, YYYY-MM-DD; after the last transaction if omitted', dateArgument)
  .option('--window <days>', 'only purchases of so many days', wholeNumber(1), 365)
  .addOption(
    new Option('--view <view>', 'what is tied: items by customers or by baskets, customers by items, or both kinds')
      .choices(VIEWS)
      .default('items'),
  )
  .option('--items <n>', 'the most bought items to show (default: 300, in the bipartite view 120)', wholeNumber(2))
  .option('--customers <n>', 'the customers to show, those with the most items (same defaults)', wholeNumber(2))
  .option('--ties <n>', 'strongest ties that each node keeps', wholeNumber(1), 4)
  .option('--seed <n>', 'seed of the communities', wholeNumber(0), 0)
  .option('--out <folder>', 'where page and pictures go')
  .action(async ({ graph, at, window, out, view, items, customers, ties, seed, ...data }: Options) => {
    if (graph !== undefined) {
      const other = datasetOf(data);
      if (other) throw new InputError('a graph is drawn without transactions', '--graph', '--graph or --file alone');
      return drawGraphFile(graph, { seed, folder: out });
    }
    await drawGraph({
      ...shopOf(data),
      time: at,
      windowDays: window,
      view,
      items,
      customers,
      ties,
      seed,
      folder: out,
    });
  });

runIfMain(module, command);
