import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { InputError } from '../base/errors';
import { type CsvRecord, CsvRecords } from './csvRecords';
import { kindOf } from './fileKind';
import type { TextFormat } from './schema';

/** What must be known of a CSV file before DuckDB can read it. */
export interface TextFile {
  /** The names of the columns, or what stands in the first record of a file without a header. */
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
export async function surveyText(path: string, packed: boolean, csv: TextFormat): Promise<TextFile> {
  const reader = new CsvRecords(csv.delimiter, csv.quote);
  const decoder = new TextDecoder();
  const head: CsvRecord[] = [];
  const counts = new LineEndCounts();
  let length = 0;
  for await (const chunk of chunksOf(path, packed)) {
    if (packed && length === 0 && kindOf(chunk, path) !== 'text')
      throw new InputError('a gzip file that holds no text', path, 'a CSV file packed with gzip');
    length += chunk.length;
    counts.add(chunk);
    // The first record, and one more in case the first is Excel's.
    if (head.length < 2) {
      head.push(...reader.read(decoder.decode(chunk, { stream: true })));
      if (head.length === 0 && length > LONGEST_HEADER)
        throw new InputError('a header without an end', path, 'quotes that are closed');
    }
  }
  if (head.length < 2) head.push(...reader.end());
  const separator = head[0]?.line === 1 && /^sep=(.)$/iu.exec(head[0].cells.join(csv.delimiter))?.[1];
  if (separator && separator !== csv.delimiter)
    throw new InputError(
      `the first line says that "${separator}" parts the cells`,
      path,
      `"csv": {"delimiter": ${JSON.stringify(separator)}} in the schema`,
    );
  const first = head[separator ? 1 : 0];
  if (!first) throw new InputError('the file is empty', path, 'a header and rows');
  checkHeader(first, path);
  return {
    first: first.cells,
    skip: separator ? 1 : 0,
    mixedLineEnds: counts.areMixed && (await hasMixedRecords(path, packed, csv, first.cells.length)),
  };
}

function checkHeader({ cells, line, fault }: CsvRecord, path: string): void {
  const text = cells.join('');
  const problem = text.includes('\0')
    ? 'this is not a text file'
    : text.includes('\ufffd')
      ? 'this is not text in UTF-8'
      : fault;
  if (problem) throw new InputError(problem, `${path}, line ${line}`, 'a CSV file in UTF-8 as the schema describes it');
}

/**
 * Whether records end in different ways: line breaks inside quotes do not count. DuckDB reads such a file only
 * with its checks off, so they are made here.
 * @throws InputError for a record with text after a closing quote or with too many cells, in such a file
 */
async function hasMixedRecords(path: string, packed: boolean, csv: TextFormat, width: number): Promise<boolean> {
  const reader = new CsvRecords(csv.delimiter, csv.quote);
  const decoder = new TextDecoder();
  const ends = new Set<string>();
  let fault: InputError | undefined;
  const look = (record: CsvRecord) => {
    if (record.end) ends.add(record.end);
    const { length } = record.cells;
    const what = record.fault ?? (length > width && `Expected Number of Columns: ${width} Found: ${length}`);
    if (what) fault ??= new InputError(what, `${path}, line ${record.line}`, 'a text file as the schema describes it');
  };
  for await (const chunk of chunksOf(path, packed))
    for (const record of reader.read(decoder.decode(chunk, { stream: true }))) look(record);
  for (const record of reader.end()) look(record);
  if (ends.size > 1 && fault) throw fault;
  return ends.size > 1;
}

async function* chunksOf(path: string, packed: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream = packed ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => stream.destroy(error));
  try {
    yield* stream;
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw packed && !code.startsWith('E')
      ? new InputError(`damaged gzip file (${message})`, path, 'a whole gzip file')
      : new InputError(`cannot be read (${code})`, path, 'a CSV, CSV.gz or Parquet file');
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
