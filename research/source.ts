import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { datasets } from '../datasets';
import type { ComponentInput } from '../src/base/component';
import { InputError } from '../src/base/errors';
import type { Configuration } from '../src/experiment/configuration';

/** Options that say where transactions come from. */
export interface DataOptions {
  dataset?: string;
  file?: string;
  schema?: string;
}

/** Adds these options to a command. */
export function withData(command: Command): Command {
  return command
    .option('--dataset <name>', 'a data set of the repository')
    .option('--file <path>', 'a CSV, CSV.gz or Parquet of your own, instead of a data set')
    .option('--schema <path>', 'the JSON that maps your file’s columns');
}

/** The data set that they name, if any. @throws InputError for a file without a schema, or the reverse */
export function datasetOf({ dataset, file, schema }: DataOptions): ComponentInput | undefined {
  if (!file && schema) throw new InputError('a schema needs a file', '--schema', '--file <path>');
  if (!file) return dataset;
  if (!schema) throw new InputError('a file needs a schema', '--file', '--schema <path>; see docs/your-own-data.md');
  return { name: 'file', file, schema };
}

/** The data set that they name, Online Retail II if none, and what files are called after. */
export function shopOf(data: DataOptions): Pick<Configuration, 'dataset'> & { readonly name: string } {
  const dataset = datasets.reference().parse(datasetOf(data) ?? 'online-retail-ii');
  return { dataset, name: data.file ? basename(data.file, extname(data.file)) : dataset.name };
}
