import { basename, extname, join, relative } from 'node:path';
import '../datasets';
import { useCache } from '../src/base/cache';
import { InputError } from '../src/base/errors';
import { checkWritable, makeFolder } from '../src/base/files';
import { Random } from '../src/base/random';
import { AsOf } from '../src/data/asOf';
import { selectExamples } from '../src/data/examples';
import { startEngine } from '../src/engine/engine';
import { loadBundle } from '../src/experiment/bundle';
import { openData } from '../src/experiment/data';
import { logitShiftOf } from '../src/experiment/train';
import { writeDocument } from '../src/report/document/write';

import { RESULTS, runIfMain, script, wholeNumber } from './cli';
import { type Explained, explanationOf } from './explanation';
import { CACHE } from './trials';

interface Options {
  model: string;
  customer?: string;
  examples: number;
  repeats: number;
  seed: number;
  out?: string;
}

export const command = script(
  'explain',
  'Says what a saved model looks at: contributions of features, steps, edges and branches, as a page with figures and tables.',
  [
    'npm run explain -- --model results/models/model.json',
    'npm run explain -- --model my-model.json --customer 17850 --examples 500 --out explained',
  ],
)
  .requiredOption('--model <path>', 'a bundle that `train` wrote')
  .option('--customer <id>', 'whose score is taken apart; that of the highest score if omitted')
  .option('--examples <n>', 'how many test examples are explained, drawn at random', wholeNumber(2), 200)
  .option('--repeats <n>', 'how often each input is dealt anew for its permutation importance', wholeNumber(1), 10)
  .option('--seed <n>', 'seed of every random choice', wholeNumber(0), 0)
  .option('--out <folder>', 'where the page goes; results/explanations/<name of the model> if omitted')
  .action(async ({ model, customer, examples, repeats, seed, out }: Options) => {
    const folder = out ?? join(RESULTS, 'explanations', basename(model, extname(model)));
    checkWritable(join(folder, 'index.html'));
    console.log((await startEngine()).describe());
    const bundle = loadBundle(model);
    useCache(CACHE);
    try {
      const { configuration } = bundle.content;
      const data = await openData(configuration);
      const { asOf, label } = data.test;
      const asked = customer === undefined ? undefined : rowOf(customer, data.log.customers, asOf);
      const random = Random.of(seed, 'explain');
      const drawn = random.shuffle(Int32Array.from({ length: asOf.size }, (_, row) => row)).slice(0, examples);
      const rows = asked === undefined || drawn.includes(asked) ? drawn : Int32Array.of(asked, ...drawn.slice(1));
      const part = selectExamples({ examples: asOf.examples, label }, rows.sort());
      const explained: Explained = {
        name: configuration.model.name,
        model: bundle.model,
        logitShift: logitShiftOf(configuration),
        asOf: new AsOf(part.examples, data.log),
        label: part.label,
        log: data.log,
        row: asked === undefined ? undefined : rows.indexOf(asked),
        total: asOf.size,
        repeats,
        random,
      };
      const document = explanationOf(explained);
      makeFolder(folder);
      const written = await writeDocument(document, folder);
      console.log(`wrote ${relative(process.cwd(), written[0])} and ${written.length - 1} files beside it`);
    } finally {
      bundle.dispose();
    }
  });

/** The first test example that asks about a customer. @throws InputError for a customer that none asks about */
function rowOf(id: string, customers: readonly string[], { examples }: AsOf): number {
  const row = examples.customer.findIndex((customer) => customers[customer] === id);
  if (row < 0)
    throw new InputError(
      `no test example asks about customer "${id}"`,
      '--customer',
      `one such as "${customers[examples.customer[0]]}"`,
    );
  return row;
}

runIfMain(module, command);
