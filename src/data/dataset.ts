import { join } from 'node:path';
import { z } from 'zod';
import { check } from '../base/json';
import type { TransactionLog } from './log';
import { type LogRead, readLog } from './read';
import { readSchema } from './schema';

/** What a configuration hands to a data set, which checks it itself. */
export type DatasetOptions = Readonly<Record<string, unknown>>;

/** A named source of transactions: a folder with a card, and either a file with its schema or a simulator. */
export interface Dataset {
  readonly name: string;
  readonly description: string;
  /** Where its card and its files are; absent where the user brings the data. */
  readonly folder?: string;
  /** @throws InputError for options that it does not know */
  load(options?: DatasetOptions): Promise<TransactionLog>;
  /** Where the data come from a file: the log together with what was dropped on the way. */
  read?(): Promise<LogRead>;
}

/** A data set that is a file of transactions and a schema beside it. */
export function fileDataset(
  about: { name: string; description: string; folder: string },
  { file = 'transactions.parquet', schema = 'schema.json' } = {},
): Dataset {
  const read = async () => readLog(join(about.folder, file), await readSchema(join(about.folder, schema)));
  return {
    ...about,
    read,
    load: async (options = {}) => {
      check(z.strictObject({}), options, `options of data set ${about.name}`);
      return (await read()).log;
    },
  };
}
