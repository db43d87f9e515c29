import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Packs the two text files of CDNOW into the Parquet file of this folder: all rows of the master file
 * in their order, with the customer's number in the 1/10 sample where they are part of it.
 *
 *     node -r ts-node/register datasets/cdnow/convert.ts CDNOW_master.txt.gz CDNOW_sample.txt
 */
async function convert(master: string, sample: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const literal = (path: string) => `'${path.replaceAll("'", "''")}'`;
  const words = (path: string) =>
    `(SELECT row_number() OVER () AS row, string_split_regex(trim(line), '\\s+') AS word
      FROM read_csv(${literal(resolve(path))}, columns = {line: 'VARCHAR'}, auto_detect = false, header = false, delim = '|'))`;
  await connection.run(
    `COPY (
       SELECT word[1] AS customer, sampled.number AS sample, strptime(word[2], '%Y%m%d')::DATE AS date,
              word[3]::INTEGER AS cds, word[4]::DOUBLE AS dollars
       FROM ${words(master)}
       LEFT JOIN (SELECT DISTINCT word[1] AS customer, word[2] AS number FROM ${words(sample)}) sampled
       ON word[1] = sampled.customer
       ORDER BY row
     ) TO ${literal(resolve(__dirname, 'transactions.parquet'))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 22)`,
  );
}

const [master, sample] = process.argv.slice(2);
if (!sample) {
  console.log('Usage: node -r ts-node/register datasets/cdnow/convert.ts <CDNOW_master.txt[.gz]> <CDNOW_sample.txt>');
  process.exitCode = master === '--help' ? 0 : 2;
} else void convert(master, sample);
