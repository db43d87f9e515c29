import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Packs the combined CSV of Online Retail II into the Parquet file of this folder: all rows and
 * columns, in their order.
 *
 *     node -r ts-node/register datasets/online-retail-ii/convert.ts online_retail_2009-2011_combined.csv.gz
 */
async function convert(csv: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const literal = (path: string) => `'${path.replaceAll("'", "''")}'`;
  await connection.run(
    `COPY (
       SELECT InvoiceNo, StockCode, Description, Quantity::INTEGER AS Quantity, InvoiceDate::TIMESTAMP AS InvoiceDate,
              UnitPrice::DOUBLE AS UnitPrice, CustomerID::INTEGER AS CustomerID, Country
       FROM read_csv(${literal(resolve(csv))}, header = true, all_varchar = true)
     ) TO ${literal(resolve(__dirname, 'transactions.parquet'))}
     (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 22, ROW_GROUP_SIZE 2000000)`,
  );
}

if (!process.argv[2] || process.argv[2] === '--help') {
  console.log('Usage: node -r ts-node/register datasets/online-retail-ii/convert.ts <combined CSV or CSV.gz>');
  process.exitCode = process.argv[2] ? 0 : 2;
} else void convert(process.argv[2]);
