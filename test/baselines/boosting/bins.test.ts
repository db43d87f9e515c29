import assert from 'node:assert/strict';
import { Random } from '../../../src/base/random';
import { binTable, findBoundaries, MISSING } from '../../../src/baselines/boosting/bins';

const random = Random.of(1, 'bins');
const ROWS = 1201;
/** Few distinct values, many, one that is most of a column, nothing but one, nothing at all. */
const COLUMNS: Record<string, () => number> = {
  few: () => random.int(5),
  many: () => random.normal(),
  mostly: () => (random.next() < 0.8 ? 0 : random.normal()),
  single: () => 3,
  missing: () => Number.NaN,
};
const columns = Object.keys(COLUMNS);
const values = Float32Array.from({ length: ROWS * columns.length }, (_, at) => {
  const value = COLUMNS[columns[at % columns.length]]();
  return random.next() < 0.05 ? Number.NaN : value;
});
const table = { rows: ROWS, columns, values };
/** As many of one class as of the other. */
const even = Uint8Array.from({ length: ROWS }, (_, i) => i % 2);
const boundaries = columns.map((_, column) => findBoundaries(table, column, even));
const { bins } = binTable(table, boundaries);

describe('bins', () => {
  columns.forEach((name, column) => {
    const own = Float32Array.from({ length: ROWS }, (_, i) => values[i * columns.length + column]);

    it(`of a column "${name}" are the number of boundaries below each value`, () => {
      own.forEach((value, i) => {
        const below = boundaries[column].filter((edge) => edge < value).length;
        assert.equal(bins[column][i], Number.isNaN(value) ? MISSING : below);
      });
    });
  });

  it('keep few distinct values apart, and share out many evenly', () => {
    assert.equal(new Set(bins[columns.indexOf('few')].filter((bin) => bin !== MISSING)).size, 5);
    const counts = new Map<number, number>();
    for (const bin of bins[columns.indexOf('many')]) if (bin !== MISSING) counts.set(bin, (counts.get(bin) ?? 0) + 1);
    assert.ok(counts.size > 200 && counts.size <= MISSING);
    assert.ok(Math.max(...counts.values()) <= 10);
  });

  it('tell a tail of rare positives apart', () => {
    const rows = 20_000;
    const x = Float32Array.from({ length: rows }, (_, i) => i);
    // The last ten are positive: an eighth of what an even share of all rows would hold.
    const label = Uint8Array.from(x, (value) => (value >= rows - 10 ? 1 : 0));
    const one = { rows, columns: ['x'], values: x };
    const [tail] = binTable(one, [findBoundaries(one, 0, label)]).bins;
    assert.equal(tail[rows - 10], tail[rows - 11] + 1);
    // Half of the bins are left to the negatives.
    assert.ok(new Set(tail).size > 120);
  });

  it('are the same where the positives are the many', () => {
    const flipped = even.map((_, i) => (i % 9 === 0 ? 0 : 1));
    columns.forEach((_, column) => {
      const expected = findBoundaries(table, column, new Uint8Array(ROWS));
      assert.deepEqual(findBoundaries(table, column, flipped), expected);
    });
  });

  it('give infinite values the outermost bins', () => {
    const infinite = {
      rows: 2,
      columns: ['many'],
      values: Float32Array.of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
    };
    const edges = boundaries[columns.indexOf('many')];
    assert.deepEqual(binTable(infinite, [edges]).bins[0], Uint8Array.of(0, edges.length));
  });
});
