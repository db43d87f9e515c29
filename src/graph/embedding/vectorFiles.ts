import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { csvField } from '../../base/csv';
import { InputError } from '../../base/errors';
import { readBytes, writeAtomically } from '../../base/files';
import { literal, withDuckDb } from '../../data/duckdb';

/** Vectors of nodes, and whose they are. */
export interface NodeVectors {
  readonly nodes: readonly { readonly kind: 'customer' | 'item'; readonly id: string }[];
  /** [nodes, dimensions] */
  readonly vectors: Float32Array;
  readonly dimensions: number;
}

const WRITERS: Readonly<Record<string, (vectors: NodeVectors) => Promise<string | Uint8Array>>> = {
  '.csv': async (given) => toCsv(given),
  '.parquet': toParquet,
  '.txt': async (given) => toWord2vec(given),
};

/** @throws InputError for a name whose ending names no format */
export function checkVectorFormat(path: string): void {
  if (!Object.hasOwn(WRITERS, extname(path).toLowerCase()))
    throw new InputError('no format of vectors is called so', path, 'a name that ends in .csv, .parquet or .txt');
}

/**
 * Writes vectors, one row a node: as CSV or Parquet with the columns kind, id, x1, x2, …; or (`.txt`) in the text format of
 * word2vec, which gensim and TensorBoard's projector read. There a node is called `item:85123A`; blanks, which separate
 * numbers, and % are written as in a URL.
 * @throws InputError when the ending names no format, or the file cannot be written
 */
export async function writeVectors(path: string, vectors: NodeVectors): Promise<void> {
  checkVectorFormat(path);
  writeAtomically(path, await WRITERS[extname(path).toLowerCase()](vectors));
}

/** Numbers in as few digits as single precision needs to come back the same. */
function numbersOf({ vectors, dimensions }: NodeVectors, node: number): string[] {
  return Array.from(vectors.subarray(node * dimensions, (node + 1) * dimensions), (value) =>
    String(Number(value.toPrecision(9))),
  );
}

function toCsv(given: NodeVectors): string {
  const columns = Array.from({ length: given.dimensions }, (_, d) => `x${d + 1}`);
  const lines = given.nodes.map(({ kind, id }, i) => [kind, csvField(id), ...numbersOf(given, i)].join(','));
  return `${[['kind', 'id', ...columns].join(','), ...lines].join('\n')}\n`;
}

function toWord2vec(given: NodeVectors): string {
  const token = (text: string) => text.replace(/[\s%]/g, encodeURIComponent);
  const lines = given.nodes.map(({ kind, id }, i) => [`${kind}:${token(id)}`, ...numbersOf(given, i)].join(' '));
  return `${[`${given.nodes.length} ${given.dimensions}`, ...lines].join('\n')}\n`;
}

async function toParquet(given: NodeVectors): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerwalk-'));
  try {
    const [csv, parquet] = ['vectors.csv', 'vectors.parquet'].map((name) => join(folder, name));
    writeAtomically(csv, toCsv(given));
    const numbers = Array.from({ length: given.dimensions }, (_, d) => `x${d + 1}: 'FLOAT'`);
    const columns = `{kind: 'VARCHAR', id: 'VARCHAR', ${numbers.join(', ')}}`;
    const rows = `read_csv(${literal(csv)}, header = true, quote = '"', nullstr = '\\N', columns = ${columns})`;
    await withDuckDb((connection) =>
      connection.run(`COPY (SELECT * FROM ${rows}) TO ${literal(parquet)} (FORMAT parquet)`),
    );
    return readBytes(parquet);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
