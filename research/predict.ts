import { relative } from 'node:path';
import { InputError } from '../src/base/errors';
import { checkWritable, writeAtomically } from '../src/base/files';
import { DAY, formatDay } from '../src/base/time';
import { readLog } from '../src/data/read';
import { readSchema } from '../src/data/schema';
import { askAt } from '../src/data/task';
import { startEngine } from '../src/engine/engine';
import { loadBundle } from '../src/experiment/bundle';
import { openLog } from '../src/experiment/data';
import { moment, runIfMain, script } from './cli';

interface Options {
  model: string;
  file?: string;
  schema?: string;
  at?: number;
  out: string;
}

export const command = script('predict', 'Scores customers with a saved model: CSV in, CSV out.', [
  'npm run predict -- --model results/models/model.json --out scores.csv',
  'npm run predict -- --model my-model.json --file new-sales.csv --schema schema.json --at 2011-12-01 --out scores.csv',
])
  .requiredOption('--model <path>', 'a bundle that `train` wrote')
  .option('--file <path>', 'transactions up to the moment of the question; the model’s own data if absent')
  .option('--schema <path>', 'the JSON that maps the file’s columns; the one the model was trained with if absent')
  .option('--at <date>', 'the moment asked about, YYYY-MM-DD; the day after the last transaction if absent', moment)
  .requiredOption('--out <path>', 'where the scores go')
  .action(async ({ model, file, schema, at, out }: Options) => {
    checkWritable(out);
    console.log((await startEngine()).describe());
    const bundle = loadBundle(model);
    const { configuration, items, threshold } = bundle.content;
    const log = await openScored(configuration.dataset, file, schema);
    const time = at ?? Math.ceil((log.timeRange[1] + 1) / DAY) * DAY;
    const asked = askAt(configuration.task, log, items, time);
    const scores = bundle.predict([asked]);
    const { customers, items: askedItems } = asked.query;
    const lines = Array.from(customers, (customer, i) =>
      [
        log.customers[customer],
        ...(items.length ? [log.items[askedItems[i]]] : []),
        scores[i].toPrecision(6),
        scores[i] >= threshold ? 1 : 0,
      ]
        .map(csvField)
        .join(','),
    );
    const header = `customer,${items.length ? 'item,' : ''}probability,positive`;
    writeAtomically(out, `${[header, ...lines].join('\n')}\n`);
    bundle.dispose();
    console.log(`task: ${configuration.task.name}, asked at ${formatDay(time)} about ${lines.length} examples`);
    console.log(`wrote ${relative(process.cwd(), out)}`);
  });

/** The log to be scored: the user's file, or the one that the model was trained on. */
async function openScored(dataset: { name: string; options: Record<string, unknown> }, file?: string, schema?: string) {
  if (!file && schema) throw new InputError('a schema needs a file', '--schema', '--file <path>');
  if (!file) return openLog(dataset);
  const mapping = schema ?? dataset.options.schema;
  if (typeof mapping !== 'string')
    throw new InputError('a file needs a schema', '--file', '--schema <path>; see docs/your-own-data.md');
  return (await readLog(file, await readSchema(mapping))).log;
}

/** Quotes a field where CSV needs it. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

runIfMain(module, command);
