import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CsvRecord, CsvRecords } from '../../src/data/csvRecords';
import { withDuckDb } from '../../src/data/duckdb';
import { csvSchema } from '../../src/data/schema';
import { openSource } from '../../src/data/source';
import { temporaryFolder } from '../helpers/temporaryFolder';

const recordsOf = (...pieces: string[]): CsvRecord[] => {
  const reader = new CsvRecords(',', '"');
  return [...pieces.flatMap((piece) => [...reader.read(piece)]), ...reader.end()];
};
const cellsOf = (...pieces: string[]) =>
  recordsOf(...pieces)
    .map(({ cells }) => cells)
    .filter((cells) => cells.length > 0);

describe('CsvRecords', () => {
  it('parts cells and records', () => {
    assert.deepEqual(cellsOf('a,,b\n\n"c,""d""\ne", "f" ,g"h\r\ni'), [['a', '', 'b'], ['c,"d"\ne', 'f', 'g"h'], ['i']]);
    assert.deepEqual(cellsOf(''), []);
    assert.deepEqual(cellsOf('""'), [['']]);
    assert.deepEqual(cellsOf(','), [['', '']]);
  });

  it('tells line, line end and fault', () => {
    const told = recordsOf('\na,"b\nc"\r\n\r"d"e\r"f').map(({ line, end, fault }) => [line, end, fault]);
    assert.deepEqual(told, [
      [1, '\n', undefined],
      [2, '\r\n', undefined],
      [4, '\r', undefined],
      [5, '\r', 'text after a closing quote'],
      [6, '', 'a quote that is not closed'],
    ]);
  });

  it('finds the same in a text cut anywhere', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '🛒'), maxLength: 20 });
    fc.assert(
      fc.property(text, fc.nat(20), (whole, at) => {
        assert.deepEqual(recordsOf(whole.slice(0, at), whole.slice(at)), recordsOf(whole));
      }),
    );
  });

  const folder = temporaryFolder();

  it('finds what was written, and so does DuckDB, whatever ends the lines', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r\n', ' ', 'é', "'"), maxLength: 6 });
    const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
    const blanks = fc.array(lineEnd, { maxLength: 2 }).map((ends) => ends.join(''));
    const file = fc.record({
      mark: fc.constantFrom('', '\ufeff'),
      blanks,
      uniform: fc.boolean(),
      ends: fc.infiniteStream(lineEnd),
      rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }),
      quotes: fc.infiniteStream(fc.boolean()),
      last: fc.boolean(),
    });
    await withDuckDb(async (connection) => {
      const path = join(folder(), 'made.csv');
      await fc.assert(
        fc.asyncProperty(file, async ({ mark, blanks, uniform, ends, rows, quotes, last }) => {
          const always = ends.next().value ?? '\n';
          const end = () => (uniform ? always : (ends.next().value ?? '\n'));
          const quoted = (text: string) =>
            /[,\n\r]|^ *"/.test(text) || quotes.next().value ? `"${text.replaceAll('"', '""')}"` : text;
          const line = (cells: readonly string[]) => cells.map(quoted).join(',');
          const all = [['x', 'y', 'z'], ...rows];
          const text = (uniform ? '' : blanks) + all.map((cells) => line(cells) + end()).join('');
          const written = last ? text : text.replace(/[\r\n]+$/, '');
          assert.deepEqual(cellsOf(written), all);
          writeFileSync(path, mark + written);
          await connection.run('DROP TABLE IF EXISTS records');
          const { table } = await openSource(connection, path, csvSchema.parse({}));
          const found = await connection.run(
            `SELECT coalesce(c0, ''), coalesce(c1, ''), coalesce(c2, '') FROM ${table}`,
          );
          assert.deepEqual(await found.getRowsJson(), rows);
        }),
        { numRuns: 150 },
      );
    });
  });
});
