import { join } from 'node:path';
import type { z } from 'zod';
import { type Component, NO_OPTIONS } from '../../base/component';
import type { TransactionLog } from '../log';
import { type LogRead, readLog } from '../read';
import { readSchema } from '../schema';

/** A named source of transactions: a file with its schema, or a simulator. */
export interface Dataset<Options extends z.ZodType = z.ZodType> extends Component<Options> {
  /** Where its card and its files are; undefined where the user brings the data. */
  readonly folder?: string;
  load(options: z.output<Options>): Promise<TransactionLog>;
  /** Where the data come from a file of the data set: the log together with what was dropped on the way. */
  read?(): Promise<LogRead>;
  /** What a simulator knows of its events, for the analysis of results. */
  kinds?(options: z.output<Options>): Promise<EventKinds>;
}

/**
 * Of which kind each event is, such as the scenario of a fraud. It is part of no log, no history and no example, so that
 * no model can read it.
 */
export interface EventKinds {
  /** What tells kinds apart: "scenario". */
  readonly name: string;
  readonly names: readonly string[];
  /** An index into `names`, by event, [N]. */
  readonly of: Uint8Array;
}

/** Declares a data set. */
export function defineDataset<Options extends z.ZodType>(dataset: Dataset<Options>): Dataset {
  return dataset as unknown as Dataset;
}

/** A data set that is a file of transactions and a schema beside it. */
export function fileDataset(
  about: { name: string; summary: string; folder: string },
  { file = 'transactions.parquet', schema = 'schema.json' } = {},
): Dataset {
  const read = async () => readLog(join(about.folder, file), await readSchema(join(about.folder, schema)));
  return { ...about, options: NO_OPTIONS, read, load: async () => (await read()).log };
}
