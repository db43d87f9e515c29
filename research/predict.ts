import { relative } from 'node:path';
import '../datasets';
import { csvField } from '../src/base/csv';
import { InputError } from '../src/base/errors';
import { checkWritable, writeAtomically } from '../src/base/files';
import { formatDay, formatTime } from '../src/base/time';
import { AsOf } from '../src/data/asOf';
import type { ExampleSet } from '../src/data/examples';
import type { TransactionLog } from '../src/data/log';
import { readLog } from '../src/data/read';
import { logSchema, readSchema } from '../src/data/schema';
import { tasks } from '../src/data/tasks';
import { startEngine } from '../src/engine/engine';
import { loadBundle } from '../src/experiment/bundle';
import type { Configuration } from '../src/experiment/configuration';
import { openLog } from '../src/experiment/data';
import { dateArgument, runIfMain, script } from './cli';

interface Options {
  model: string;
  file?: string;
  schema?: string;
  at?: number;
  out: string;
}

export const command = script('predict', 'Scores customers, or events, with a saved model: CSV in, CSV out.', [
  'npm run predict -- --model results/models/model.json --out scores.csv',
  'npm run predict -- --model my-model.json --file new-sales.csv --at 2011-12-01 --out scores.csv',
])
  .requiredOption('--model <path>', 'a bundle that `train` wrote')
  .option('--file <path>', 'transactions up to the time asked about; the model’s own data if omitted')
  .option('--schema <path>', 'the JSON that maps the file’s columns; the one the model was trained with if omitted')
  .option(
    '--at <date>',
    'the time asked about, YYYY-MM-DD; the end of the data if omitted (events: their last day)',
    dateArgument,
  )
  .requiredOption('--out <path>', 'where the scores go')
  .action(async ({ model, file, schema, at, out }: Options) => {
    checkWritable(out);
    console.log((await startEngine()).describe());
    const bundle = loadBundle(model);
    const { configuration, items, threshold } = bundle.content;
    const log = await openScored(configuration.dataset, file, schema);
    const { entry, options } = tasks.resolve(configuration.task);
    const examples = entry.ask(options, log, items, at);
    const scores = bundle.predict(new AsOf(examples, log));
    bundle.dispose();
    writeAtomically(out, scoresCsv(log, examples, scores, threshold));
    console.log(
      `task: ${configuration.task.name}, asked at ${formatDay(examples.time[0])} about ${examples.size} examples`,
    );
    console.log(`wrote ${relative(process.cwd(), out)}`);
  });

/** The log to be scored: the user's file, whose labels need not be known yet, or the one that the model was trained on. */
async function openScored(trained: Configuration['dataset'], file?: string, schema?: string): Promise<TransactionLog> {
  if (!file && schema) throw new InputError('a schema needs a file', '--schema', '--file <path>');
  if (!file) return openLog(trained);
  if (!schema && !trained.schema)
    throw new InputError('a file needs a schema', '--file', '--schema <path>; see docs/your-own-data.md');
  const mapping = schema ? await readSchema(schema) : logSchema.parse(trained.schema);
  return (await readLog(file, mapping, 'optional')).log;
}

/** One line an example: who, what and when as far as they are asked about, the probability and the decision. */
function scoresCsv(log: TransactionLog, examples: ExampleSet, scores: Float32Array, threshold: number): string {
  const asksItems = examples.item.some((item) => item >= 0);
  const asksEvents = examples.event.some((event) => event >= 0);
  const header = [
    'customer',
    ...(asksItems ? ['item'] : []),
    ...(asksEvents ? ['time'] : []),
    'probability',
    'positive',
  ];
  const lines = Array.from(scores, (score, i) => [
    log.customers[examples.customer[i]],
    ...(asksItems ? [log.items[examples.item[i]]] : []),
    ...(asksEvents ? [formatTime(examples.time[i])] : []),
    score.toPrecision(6),
    score >= threshold ? 1 : 0,
  ]);
  return `${[header, ...lines].map((cells) => cells.map(csvField).join(',')).join('\n')}\n`;
}

runIfMain(module, command);
