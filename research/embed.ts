import { checkWritable } from '../src/base/files';
import { check } from '../src/base/json';
import { override } from '../src/base/override';
import { node2vec, node2vecSchema } from '../src/graph/embedding/node2vec';
import { checkVectorFormat, writeVectors } from '../src/graph/embedding/vectorFiles';
import { dateArgument, runIfMain, script, wholeNumber } from './cli';
import { graphBefore } from './graphs';
import { type DataOptions, shopOf, withData } from './source';
import { printFiles } from './trials';

interface Options extends DataOptions {
  at?: number;
  window: number;
  set: readonly string[];
  seed: number;
}

export const command = withData(
  script('embed', 'Writes node2vec vectors of customers and items, as CSV, Parquet or word2vec text.', [
    'npm run embed -- vectors.csv',
    'npm run embed -- vectors.parquet --set dimensions=64 --set temporal=true',
    'npm run embed -- vectors.csv --set \'metapath=["purchases","co-basket","purchases"]\'',
    'npm run embed -- vectors.txt --file sales.csv --schema schema.json --at 2011-06-01',
  ]),
)
  .argument('<out>', 'the file to write; its ending, .csv, .parquet or .txt (word2vec), says what')
  .option('--at <date>', 'the graph as of this day, YYYY-MM-DD; after the last transaction if omitted', dateArgument)
  .option('--window <days>', 'only purchases of so many days', wholeNumber(1), 365)
  .option(
    '--set <option=value>',
    `an option of node2vec: ${Object.keys(node2vecSchema.shape).join(', ')}; p = q = 1, the default, is DeepWalk`,
    (one: string, all: readonly string[]) => [...all, one],
    [],
  )
  .option('--seed <n>', 'seed of walks and training', wholeNumber(0), 0)
  .action(async (out: string, { at, window, set, seed, ...data }: Options) => {
    checkVectorFormat(out);
    checkWritable(out);
    const options = check(node2vecSchema, set.reduce(override, {}), '--set');
    const { log, graph } = await graphBefore({ ...shopOf(data), time: at, windowDays: window });
    const vectors = node2vec(graph, options, seed);
    const nodes = [
      ...Array.from(graph.customers, (customer) => ({ kind: 'customer' as const, id: log.customers[customer] })),
      ...Array.from(graph.items, (item) => ({ kind: 'item' as const, id: log.items[item] })),
    ];
    await writeVectors(out, { nodes, vectors, dimensions: options.dimensions });
    console.log(`${nodes.length.toLocaleString('en')} nodes, ${options.dimensions} dimensions`);
    printFiles([out]);
  });

runIfMain(module, command);
