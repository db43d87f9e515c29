import { InputError } from '../base/errors';

export type FileKind = 'text' | 'gzip' | 'parquet';

/** Files that are handed in for tables, by the bytes (Latin-1) with which they begin. */
const FOREIGN: readonly (readonly [signature: string, what: string])[] = [
  ['PK\x03\x04', 'an Excel workbook (.xlsx) or another zip archive'],
  ['\xd0\xcf\x11\xe0', 'an Excel workbook (.xls)'],
  ['\xff\xfe', 'text in UTF-16'],
  ['\xfe\xff', 'text in UTF-16'],
  ['\x28\xb5\x2f\xfd', 'a zstd archive'],
  ['BZh91AY&SY', 'a bzip2 archive'],
  ['\xfd7zXZ', 'an xz archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['PARE', 'an encrypted Parquet file'],
  ['ARROW1\0', 'an Arrow (Feather) file'],
  ['Obj\x01', 'an Avro file'],
  ['SQLite format 3\0', 'an SQLite database'],
  ['%PDF-', 'a PDF'],
];

/**
 * What a file is, by its first bytes; what it is called does not matter.
 * @throws InputError for a file that is none of these and known for something else
 */
export function kindOf(start: Uint8Array, path: string): FileKind {
  const text = Buffer.from(start.subarray(0, 16)).toString('latin1');
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  // A table's header may begin with these letters too, but not go on with a control character.
  if (text.startsWith('PAR1') && text[4] < ' ') return 'parquet';
  const foreign = FOREIGN.find(([signature]) => text.startsWith(signature));
  if (foreign)
    throw new InputError(
      `this is ${foreign[1]}`,
      path,
      'a CSV file in UTF-8, the same packed with gzip, or a Parquet file',
    );
  return 'text';
}
