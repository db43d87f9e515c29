import { z } from 'zod';
import { check } from '../../src/base/json';
import type { Dataset } from '../../src/data/dataset';
import { readLog } from '../../src/data/read';
import { readSchema } from '../../src/data/schema';

const optionsSchema = z.strictObject({
  /** CSV, CSV.gz or Parquet. */
  file: z.string(),
  /** JSON that maps its columns; see docs/your-own-data.md. */
  schema: z.string(),
});

/** The user's own file: everything that runs on a data set of the repository runs on it. */
export const file: Dataset = {
  name: 'file',
  description: 'transactions of your own, with a schema',
  async load(options = {}) {
    const { file, schema } = check(optionsSchema, options, 'options of data set file');
    return (await readLog(file, await readSchema(schema))).log;
  },
};
