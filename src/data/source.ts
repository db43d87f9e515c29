import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../base/errors';
import type { LogSchema } from './schema';

/** A file of rows as DuckDB sees it. */
export interface Source {
  readonly path: string;
  /** The table expression that reads it. */
  readonly table: string;
  /** Column names and their DuckDB types; text files have VARCHAR alone. */
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * Finds out which columns a CSV, CSV.gz or Parquet file holds.
 * @throws InputError when it is missing, empty, truncated or not such a file
 */
export async function openSource(connection: DuckDBConnection, path: string, csv: LogSchema['csv']): Promise<Source> {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const what = ['ENOENT', 'ENOTDIR'].includes(code) ? 'no such file' : `cannot be read (${code})`;
    throw new InputError(what, path, 'a CSV, CSV.gz or Parquet file');
  }
  const found = statSync(path);
  if (!found.isFile()) throw new InputError('not a file', path, 'a CSV, CSV.gz or Parquet file');
  if (found.size === 0) throw new InputError('the file is empty', path, 'a header and rows');
  return path.endsWith('.parquet') ? openParquet(connection, path) : openCsv(path, csv);
}

async function openParquet(connection: DuckDBConnection, path: string): Promise<Source> {
  const table = `read_parquet(${literalPath(path)})`;
  try {
    const described = await connection.run(`DESCRIBE SELECT * FROM ${table}`);
    const columns = new Map((await described.getRowsJson()).map(([name, type]) => [String(name), String(type)]));
    return { path, table, columns };
  } catch (error) {
    throw explain(error, path);
  }
}

async function openCsv(path: string, csv: LogSchema['csv']): Promise<Source> {
  const line = await firstLine(path);
  const names = csv.header ?? splitLine(line, csv.delimiter, csv.quote);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError(`two columns are called "${twice}"`, path, 'a header of distinct names');
  const options = [
    'auto_detect = false',
    `columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}}`,
    `header = ${!csv.header}`,
    `delim = ${literal(csv.delimiter)}`,
    `quote = ${literal(csv.quote)}`,
    `escape = ${literal(csv.quote)}`,
    `nullstr = [${['', ...csv.missing].map(literal).join(', ')}]`,
    `compression = '${path.endsWith('.gz') ? 'gzip' : 'none'}'`,
  ];
  const columns = new Map(names.map((name) => [name, 'VARCHAR']));
  return { path, table: `read_csv(${literalPath(path)}, ${options.join(', ')})`, columns };
}

/**
 * The first line of a text file. A gzip file is unpacked to its end, which checks its length and
 * checksum: DuckDB takes a truncated one for a shorter one.
 */
async function firstLine(path: string): Promise<string> {
  const zipped = path.endsWith('.gz');
  const file = createReadStream(path);
  const head: Buffer[] = [];
  let found = false;
  try {
    for await (const chunk of zipped ? file.pipe(createGunzip()) : file) {
      if (!found) head.push(chunk);
      found ||= chunk.includes(10);
      if (found && !zipped) break;
    }
  } catch (error) {
    throw new InputError(`damaged gzip file (${(error as Error).message})`, path, 'a whole gzip file');
  }
  const text = Buffer.concat(head)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  if (!text.trim()) throw new InputError('the file is empty', path, 'a header and rows');
  return text.split(/\r?\n/, 1)[0];
}

/** The cells of one line of a CSV file. */
function splitLine(line: string, delimiter: string, quote: string): string[] {
  const cells = [''];
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === quote) {
      if (quoted && line[i + 1] === quote) cells[cells.length - 1] += line[++i];
      else quoted = !quoted;
    } else if (line[i] === delimiter && !quoted) cells.push('');
    else cells[cells.length - 1] += line[i];
  }
  return cells.map((cell) => cell.trim());
}

/** Turns DuckDB's complaint about a file into the user's message; a complaint about our SQL stays an error. */
export function explain(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || /^(Binder|Parser|Catalog|INTERNAL) Error/.test(error.message)) return error;
  const line = /CSV Error on Line: (\d+)/.exec(error.message);
  const told = error.message.split(/^(?:Possible|LINE 1)/m)[0].trim();
  const what = line ? told.split('\n').at(-1) : told.replace(/^[A-Za-z ]+ Error: /, '');
  const expected = path.endsWith('.parquet') ? 'a whole Parquet file' : 'a text file as the schema describes it';
  return new InputError(what ?? told, line ? `${path}, line ${line[1]}` : path, expected);
}

/** A text as SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A column as SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as SQL, its wildcards taken for letters. */
function literalPath(path: string): string {
  return literal(path.replace(/[*?[]/g, '[$&]'));
}
