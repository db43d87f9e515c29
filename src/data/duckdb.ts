import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { InputError } from '../base/errors';

/** Work with a DuckDB in memory, on one thread, that loads no extension and lives as long as the work. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows of a query whose values are all numbers. */
export async function numbers(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  return (await (await connection.run(sql)).getRowsJson()).map((row) => row.map(Number));
}

/** The distinct texts of a column, in the order of the enumeration type <column>_id that is made of them. */
export async function enumerate(connection: DuckDBConnection, column: string, table: string): Promise<string[]> {
  const texts = `SELECT DISTINCT ${column} FROM ${table} WHERE ${column} IS NOT NULL ORDER BY 1`;
  await connection.run(`CREATE TYPE ${column}_id AS ENUM (${texts})`);
  const range = await connection.run(`SELECT unnest(enum_range(NULL::${column}_id))::VARCHAR`);
  return (await range.getRowsJson()).map(([text]) => String(text));
}

/** Runs a query and puts its columns, all of numbers, into arrays of as many entries; `undefined` leaves one out. */
export async function fillColumns(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly (Int32Array | Float32Array | Float64Array | Uint8Array | undefined)[],
): Promise<void> {
  const rows = await connection.run(sql);
  let at = 0;
  for (let chunk = await rows.fetchChunk(); chunk; chunk = await rows.fetchChunk()) {
    const { rowCount } = chunk; // asks the library each time
    if (rowCount === 0) break;
    columns.forEach((column, c) => {
      if (!column) return;
      const vector = chunk.getColumnVector(c);
      for (let i = 0; i < rowCount; i++) column[at + i] = Number(vector.getItem(i));
    });
    at += rowCount;
  }
}

/**
 * Turns DuckDB's complaint about a file into the user's message; a complaint about our SQL stays an error.
 * @param expected what the file should have been
 */
export function explain(error: unknown, path: string, expected: string): unknown {
  if (!(error instanceof Error) || /^(Binder|Parser|Catalog|INTERNAL) Error/.test(error.message)) return error;
  const line = /CSV Error on Line: (\d+)/.exec(error.message);
  const told = error.message.split(/^(?:Possible|LINE 1)/m)[0].trim();
  const what = line ? told.split('\n').at(-1) : told.replace(/^[A-Za-z ]+ Error: /, '');
  return new InputError(what ?? told, line ? `${path}, line ${line[1]}` : path, expected);
}

/** A text as SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A path as SQL, its wildcards taken for letters. */
export function literalPath(path: string): string {
  return literal(path.replace(/[*?[]/g, '[$&]'));
}
