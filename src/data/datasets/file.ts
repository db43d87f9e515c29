import { z } from 'zod';
import { readLog } from '../read';
import { logSchema, readSchemaFile } from '../schema';
import { defineDataset } from './dataset';

/** The user's own file: everything that runs on a data set of the repository runs on it. */
export const file = defineDataset({
  name: 'file',
  summary: 'transactions of your own, with a schema that maps their columns',
  paths: ['file', 'schema', 'schema.attributes.customer.file', 'schema.attributes.item.file'],
  options: z.strictObject({
    /** CSV, CSV.gz or Parquet. */
    file: z.string(),
    /**
     * The schema, or the JSON file that holds it. Completing a configuration reads the file, so that trials and saved
     * models keep the schema that they were made with.
     */
    schema: z.union([z.string().transform((path) => readSchemaFile(path)), logSchema]),
  }),
  load: async ({ file: path, schema }) => (await readLog(path, schema)).log,
});
