import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StandardScaler } from '../../src/data/scaler';

const COLUMNS = 3;
const value = fc.oneof(
  { arbitrary: fc.float({ min: -1000, max: 1000, noNaN: true, noDefaultInfinity: true }), weight: 5 },
  { arbitrary: fc.constant(Number.NaN), weight: 1 },
);
const table = fc
  .array(fc.array(value, { minLength: COLUMNS, maxLength: COLUMNS }), { minLength: 1, maxLength: 30 })
  .map((rows) => Float32Array.from(rows.flat()));

/** The values of a column that are there. */
const column = (values: ArrayLike<number>, j: number) =>
  Array.from(values).filter((value, i) => i % COLUMNS === j && !Number.isNaN(value));
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const std = (values: readonly number[]) => Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

describe('standard scaler', () => {
  it('brings every column to mean 0 and standard deviation 1, and what is missing to the mean', () => {
    fc.assert(
      fc.property(table, (values) => {
        const scaled = StandardScaler.fit(values, COLUMNS).transform(values);
        values.forEach((value, i) => {
          if (Number.isNaN(value)) assert.equal(scaled[i], 0);
        });
        for (let j = 0; j < COLUMNS; j++) {
          const there = column(values, j);
          const made = Array.from(scaled).filter((_, i) => i % COLUMNS === j && !Number.isNaN(values[i]));
          // Below that, what varies is lost in the fourth digit of a float32.
          if (there.length === 0 || std(there) < 0.1) continue;
          assert.ok(Math.abs(mean(made)) < 1e-5 && Math.abs(std(made) - 1) < 1e-5);
        }
      }),
    );
  });

  it('knows only the data it was fitted on', () => {
    const scaler = StandardScaler.fit(Float32Array.of(1, 10, 3, 30), 2);
    assert.deepEqual(
      [scaler.mean, scaler.std],
      [
        [2, 20],
        [1, 10],
      ],
    );
    assert.deepEqual([...scaler.transform(Float32Array.of(5, 0, Number.NaN, 25))], [3, -2, 0, 0.5]);
  });

  it('does not count rows that are not kept', () => {
    fc.assert(
      fc.property(table, fc.infiniteStream(fc.boolean()), (values, stream) => {
        const keep = Float32Array.from({ length: values.length / COLUMNS }, () => (stream.next().value ? 1 : 0));
        const kept = values.filter((_, i) => keep[Math.floor(i / COLUMNS)]);
        assert.deepEqual(StandardScaler.fit(values, COLUMNS, keep), StandardScaler.fit(kept, COLUMNS));
      }),
    );
  });

  it('shifts a constant column only, however many rows it has', () => {
    for (const rows of [1, 3, 7, 10, 1000]) {
      const scaler = StandardScaler.fit(new Float32Array(rows).fill(0.1), 1);
      assert.deepEqual(scaler.std, [1]);
      assert.deepEqual([...scaler.transform(Float32Array.of(0.1, 1.1))], [0, 1]);
    }
  });

  it('leaves a column as it is of which nothing is known', () => {
    for (const scaler of [
      StandardScaler.fit(Float32Array.of(Number.NaN, Number.NaN), 1),
      StandardScaler.fit(new Float32Array(0), 1),
      StandardScaler.fit(Float32Array.of(4, 5), 1, Float32Array.of(0, 0)),
    ])
      assert.deepEqual([...scaler.transform(Float32Array.of(7, Number.NaN))], [7, 0]);
  });

  it('loses nothing on a small difference between large values', () => {
    const scaler = StandardScaler.fit(Float32Array.of(16_000_001, 16_000_003), 1);
    assert.deepEqual([scaler.mean, scaler.std], [[16_000_002], [1]]);
  });

  it('refuses infinite values by the name of their column, fitted or met later', () => {
    for (const infinity of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const values = Float32Array.of(1, 2, 3, infinity);
      const refusal = { what: 'infinite values cannot be scaled', where: 'column "age"' };
      assert.throws(() => StandardScaler.fit(values, ['size', 'age']), refusal);
      const fitted = StandardScaler.fit(Float32Array.of(1, 2, 3, 4), ['size', 'age']);
      assert.throws(() => fitted.transform(values), refusal);
      assert.throws(() => new StandardScaler([0, 0], [1, 1]).transform(values), { where: 'column 1' });
      assert.throws(() => StandardScaler.fit(values, 2), { where: 'column 1' });
    }
    const opposed = Float32Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
    assert.throws(() => StandardScaler.fit(opposed, ['age']), /column "age": infinite values cannot be scaled/);
  });

  it('does not look at rows that are not kept', () => {
    const values = Float32Array.of(1, Number.POSITIVE_INFINITY, 3);
    assert.deepEqual(StandardScaler.fit(values, ['age'], Float32Array.of(1, 0, 1)).mean, [2]);
  });

  it('is the same after it was written as JSON', () => {
    fc.assert(
      fc.property(table, (values) => {
        const scaler = StandardScaler.fit(values, COLUMNS);
        const { mean, std } = JSON.parse(JSON.stringify(scaler));
        assert.deepEqual(new StandardScaler(mean, std).transform(values), scaler.transform(values));
      }),
    );
  });
});
