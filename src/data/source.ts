import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../base/errors';
import { explain, literal, literalPath } from './duckdb';
import { kindOf } from './fileKind';
import type { TextFormat } from './schema';
import { loadText, surveyText } from './textFile';

/** A file of rows as DuckDB sees it. */
export interface Source {
  readonly path: string;
  /** What the file should have been, for messages. */
  readonly expected: string;
  /** The table expression that reads it. */
  readonly table: string;
  /** In the order of the file; names may be empty or stand there twice. */
  readonly columns: readonly SourceColumn[];
}

export interface SourceColumn {
  /** As in the file, without the blanks around it. */
  readonly name: string;
  /** Its name in `table`. DuckDB compares names without case and forbids empty ones, so it is given others. */
  readonly sql: string;
  /** DuckDB's type; text files have VARCHAR alone. */
  readonly type: string;
}

/**
 * Finds out which columns a CSV, CSV.gz or Parquet file holds.
 * @throws InputError when it is missing, empty, truncated or not such a file
 */
export async function openSource(connection: DuckDBConnection, path: string, csv: TextFormat): Promise<Source> {
  const kind = kindOf(firstBytes(path), path);
  return kind === 'parquet' ? openParquet(connection, path) : openText(connection, path, kind === 'gzip', csv);
}

/**
 * The column of that name.
 * @throws InputError when there is none, or more than one
 */
export function columnNamed(name: string, { path, columns }: Source): SourceColumn {
  const found = columns.filter((column) => column.name === name.trim());
  if (found.length === 1) return found[0];
  if (found.length > 1) throw new InputError(`two columns are called "${name}"`, path, 'a name for each column in use');
  const names = columns.map((column) => column.name).filter((name) => name);
  const more = names.length > 40 ? ` and ${names.length - 40} more` : '';
  const expected = names.length ? `one of ${names.slice(0, 40).join(', ')}${more}` : 'a header of names';
  throw new InputError(`no column "${name}"`, path, expected);
}

function firstBytes(path: string): Uint8Array {
  const start = new Uint8Array(16);
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new InputError('not a file', path, 'a CSV, CSV.gz or Parquet file');
    if (found.size === 0) throw new InputError('the file is empty', path, 'a header and rows');
    const file = openSync(path, 'r');
    try {
      return start.subarray(0, readSync(file, start));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    const what = ['ENOENT', 'ENOTDIR'].includes(code) ? 'no such file' : `cannot be read (${code})`;
    throw new InputError(what, path, 'a CSV, CSV.gz or Parquet file');
  }
}

async function openParquet(connection: DuckDBConnection, path: string): Promise<Source> {
  const file = literalPath(path);
  const expected = 'a whole Parquet file';
  try {
    const described = await connection.run(`DESCRIBE SELECT * FROM read_parquet(${file})`);
    const types = (await described.getRowsJson()).map(([, type]) => String(type));
    const nodes = await connection.run(`SELECT name, coalesce(num_children, 0) FROM parquet_schema(${file})`);
    const names = topNames((await nodes.getRowsJson()).map(([name, children]) => [String(name), Number(children)]));
    const columns = names.map((name, i) => ({ name: name.trim(), sql: `c${i}`, type: types[i] }));
    const table = `read_parquet(${file}) AS source(${columns.map(({ sql }) => sql).join(', ')})`;
    return { path, expected, table, columns };
  } catch (error) {
    throw explain(error, path, expected);
  }
}

/** The names of the columns in a Parquet schema, which lists its tree from the root on, children after their parent. */
function topNames([[, width], ...nodes]: readonly (readonly [name: string, children: number])[]): string[] {
  const names: string[] = [];
  let at = 0;
  const skip = () => {
    const [, children] = nodes[at++];
    for (let i = 0; i < children; i++) skip();
  };
  for (let i = 0; i < width; i++) {
    names.push(nodes[at][0]);
    skip();
  }
  return names;
}

async function openText(connection: DuckDBConnection, path: string, packed: boolean, csv: TextFormat): Promise<Source> {
  const text = await surveyText(path, packed, csv);
  const names = csv.header ?? text.first;
  const columns = names.map((name, i) => ({
    name: name.replaceAll('\r\n', '\n').trim(),
    sql: `c${i}`,
    type: 'VARCHAR',
  }));
  const options = [
    'auto_detect = false',
    `columns = {${columns.map(({ sql }) => `${sql}: 'VARCHAR'`).join(', ')}}`,
    'header = false',
    `skip = ${text.skip}`,
    `delim = ${literal(csv.delimiter)}`,
    `quote = ${literal(csv.quote)}`,
    `escape = ${literal(csv.quote)}`,
    `compression = '${packed ? 'gzip' : 'none'}'`,
  ];
  let records = `read_csv(${literalPath(path)}, ${options.join(', ')})`;
  if (text.mixedLineEnds) {
    records = 'records';
    await loadText(connection, records, text);
  }
  // The header is read as a row: DuckDB would take the first line for it even where that is blank.
  const table = `(SELECT * FROM ${records} OFFSET ${csv.header ? 0 : 1})`;
  return { path, expected: 'a text file as the schema describes it', table, columns };
}
