import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { literal, withDuckDb } from '../../../src/data/duckdb';
import { writeVectors } from '../../../src/graph/embedding/vectorFiles';
import { refuses } from '../../helpers/refuses';
import { temporaryFolder } from '../../helpers/temporaryFolder';

const GIVEN = {
  nodes: [
    { kind: 'customer' as const, id: 'an "odd", one' },
    { kind: 'item' as const, id: '100 %\tté' },
    { kind: 'item' as const, id: '' },
  ],
  vectors: Float32Array.of(0.1, -2, 1 / 3, 1e-30, 12345.678, 0),
  dimensions: 2,
};

describe('vectors in files', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  for (const [name, read] of [
    ['vectors.csv', (path: string) => `read_csv(${literal(path)}, header = true, quote = '"', nullstr = '\\N')`],
    ['vectors.parquet', (path: string) => literal(path)],
  ] as const)
    it(`${name} gives DuckDB the same numbers and ids, in order`, async () => {
      await writeVectors(at(name), GIVEN);
      const rows = await withDuckDb(async (connection) =>
        (await connection.run(`SELECT kind, id, x1, x2 FROM ${read(at(name))}`)).getRowsJson(),
      );
      assert.deepEqual(
        rows.map(([kind, id]) => ({ kind, id })),
        GIVEN.nodes,
      );
      assert.deepEqual(Float32Array.from(rows.flatMap(([, , ...numbers]) => numbers.map(Number))), GIVEN.vectors);
    });

  it('word2vec text has a token and the numbers in each line', async () => {
    await writeVectors(at('vectors.txt'), GIVEN);
    const [head, ...lines] = readFileSync(at('vectors.txt'), 'utf8').trimEnd().split('\n');
    assert.equal(head, '3 2');
    const parts = lines.map((line) => line.split(' '));
    assert.deepEqual(
      parts.map(([token]) => token),
      ['customer:an%20"odd",%20one', 'item:100%20%25%09té', 'item:'],
    );
    assert.deepEqual(Float32Array.from(parts.flatMap(([, ...numbers]) => numbers.map(Number))), GIVEN.vectors);
  });

  it('need an ending that names a format', () =>
    refuses(writeVectors(at('vectors.npy'), GIVEN), /vectors\.npy: .*; expected a name that ends in \.csv, \.parquet/));
});
