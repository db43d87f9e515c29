import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { InputError } from '../base/errors';
import { type CsvRecord, CsvRecords } from './csvRecords';
import { kindOf } from './fileKind';
import type { TextFormat } from './schema';

/** What must be known of a CSV file before DuckDB can read it. */
export interface TextFile {
  readonly path: string;
  readonly packed: boolean;
  readonly format: TextFormat;
  /** The cells of the first record: the header, unless the file has none. */
  readonly first: readonly string[];
  /** Lines above the first record that are no CSV: 1 where Excel's `sep=;` stands there. */
  readonly skip: number;
  /** Whether its lines end in different ways, as when two exports were pasted together. */
  readonly mixedLineEnds: boolean;
}

/** The length that no header reaches, unless one of its quotes is not closed. */
const LONGEST_HEADER = 1 << 20;

/**
 * Reads a text file once: its first record, and how its lines end. A gzip file is so unpacked to its end,
 * which checks its length and checksum: DuckDB takes a truncated one for a shorter one.
 * @throws InputError for a file that is empty, damaged, not text, or whose header cannot be read
 */
export async function surveyText(path: string, packed: boolean, format: TextFormat): Promise<TextFile> {
  const reader = new CsvRecords(format.delimiter, format.quote);
  const decoder = new TextDecoder();
  const lineEnds = new LineEndCounts();
  const head: CsvRecord[] = []; // the first record, and one more in case the first is Excel's
  let length = 0;
  for await (const chunk of chunksOf(path, packed)) {
    if (packed && length === 0 && kindOf(chunk, path) !== 'text')
      throw new InputError('a gzip file that holds no text', path, 'a CSV file packed with gzip');
    length += chunk.length;
    lineEnds.add(chunk);
    if (head.length < 2) head.push(...reader.read(decoder.decode(chunk, { stream: true })));
    if (head.length === 0 && length > LONGEST_HEADER)
      throw new InputError('a header without an end', path, 'quotes that are closed');
  }
  const [above, below] = [...head, ...reader.end()].filter(({ cells }) => cells.length > 0);
  if (!above) throw new InputError('the file is empty', path, 'a header and rows');
  const hint = above.line === 1 ? separatorIn(above.cells, format.delimiter) : undefined;
  if (hint && hint !== format.delimiter)
    throw new InputError(
      `the first line says that "${hint}" parts the cells`,
      path,
      `"csv": {"delimiter": ${JSON.stringify(hint)}} in the schema`,
    );
  const first = hint ? below : above;
  if (!first) throw new InputError('the file is empty', path, 'a header and rows');
  const fault = first.cells.some((cell) => cell.includes('\0')) ? 'this is not a text file' : first.fault;
  if (fault) throw new InputError(fault, `${path}, line ${first.line}`, 'a CSV file as the schema describes it');
  const text = { path, packed, format, first: first.cells, skip: hint ? 1 : 0 };
  return { ...text, mixedLineEnds: lineEnds.areMixed && (await hasMixedRecords(text)) };
}

/** The separator that Excel's line `sep=;` names, if the cells are that line. */
function separatorIn(cells: readonly string[], delimiter: string): string | undefined {
  const [, separator] = /^sep=(.)$/iu.exec(cells.join(delimiter)) ?? [];
  // In quotes the line is one cell, and text: DuckDB cannot be told to skip that after a byte-order mark.
  return separator === delimiter && cells.length === 1 ? undefined : separator;
}

/** Whether records end in different ways: line breaks inside quotes do not count. */
async function hasMixedRecords(text: Omit<TextFile, 'mixedLineEnds'>): Promise<boolean> {
  const ends = new Set<string>();
  for await (const { end } of recordsOf(text)) {
    if (end) ends.add(end);
    if (ends.size > 1) return true;
  }
  return false;
}

/**
 * Puts all records of a text file into a table of DuckDB, the header among them. This is for files with mixed
 * line ends, which DuckDB reads wrongly or not at all.
 * @param table its name; its columns are c0, c1, …
 * @throws InputError for the first record that is not well formed
 */
export async function loadText(connection: DuckDBConnection, table: string, text: TextFile): Promise<void> {
  const width = text.format.header?.length ?? text.first.length;
  const columns = Array.from({ length: width }, (_, i) => `c${i} VARCHAR`);
  await connection.run(`CREATE TABLE ${table} (${columns.join(', ')})`);
  const appender = await connection.createAppender(table);
  for await (const { cells, line, fault } of recordsOf(text)) {
    if (cells.length === 0 || line <= text.skip) continue;
    const what = fault ?? (cells.length !== width && `Expected Number of Columns: ${width} Found: ${cells.length}`);
    if (what) throw new InputError(what, `${text.path}, line ${line}`, 'a text file as the schema describes it');
    for (const cell of cells) appender.appendVarchar(cell);
    appender.endRow();
  }
  appender.closeSync();
}

async function* recordsOf({ path, packed, format }: Omit<TextFile, 'mixedLineEnds'>): AsyncGenerator<CsvRecord> {
  const reader = new CsvRecords(format.delimiter, format.quote);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw new InputError('this is not text in UTF-8', path, 'a CSV file in UTF-8');
    }
  };
  for await (const chunk of chunksOf(path, packed)) yield* reader.read(decode(chunk));
  yield* reader.read(decode());
  yield* reader.end();
}

async function* chunksOf(path: string, packed: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream = packed ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  try {
    yield* stream;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw code.startsWith('E')
      ? new InputError(`cannot be read (${code})`, path, 'a CSV, CSV.gz or Parquet file')
      : new InputError(`damaged gzip file (${message})`, path, 'a whole gzip file');
  } finally {
    file.destroy();
  }
}

/** Counts line ends of each kind in bytes that come in pieces. */
class LineEndCounts {
  private feeds = 0;
  private returns = 0;
  private pairs = 0;
  private last = 0;

  add(bytes: Uint8Array): void {
    let { feeds, returns, pairs, last } = this;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === 10) {
        feeds++;
        if (last === 13) pairs++;
      } else if (byte === 13) returns++;
      last = byte;
    }
    Object.assign(this, { feeds, returns, pairs, last });
  }

  get areMixed(): boolean {
    const kinds = [this.pairs, this.feeds - this.pairs, this.returns - this.pairs];
    return kinds.filter((count) => count > 0).length > 1;
  }
}
