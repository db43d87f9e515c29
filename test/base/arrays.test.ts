import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csrOf, transpose } from '../../src/base/csr';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { lowerBound } from '../../src/base/search';
import { kthLargest } from '../../src/base/select';

describe('arrays', () => {
  it('lowerBound finds the first value that is not less', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 })), fc.integer({ min: -10, max: 10 }), (values, value) => {
        const sorted = Int32Array.from(values).sort();
        const at = sorted.findIndex((other) => other >= value);
        assert.equal(lowerBound(sorted, value), at < 0 ? sorted.length : at);
      }),
    );
  });

  it('kthLargest is what sorting says', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), fc.nat(30), (values, pick) => {
        const k = 1 + (pick % values.length);
        const sorted = [...values].sort((a, b) => b - a);
        assert.equal(kthLargest(Float64Array.from(values), k), sorted[k - 1]);
        assert.equal(kthLargest(Float64Array.from(values), values.length + 1), Number.NEGATIVE_INFINITY);
      }),
    );
  });

  it('a matrix transposed twice is itself, and every entry knows its origin', () => {
    const entry = fc.tuple(fc.nat(4), fc.nat(6), fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const csr = csrOf(
          Int32Array.from(entries, ([i]) => i),
          Int32Array.from(entries, ([, j]) => j),
          Float32Array.from(entries, ([, , value]) => value),
          5,
          7,
        );
        const transposed = transpose(csr);
        assert.deepEqual(
          transposed.values,
          Float32Array.from(transposed.origin, (e) => csr.values[e]),
        );
        const dense = (m: typeof csr) => {
          const values = Array.from({ length: m.rows }, () => new Array<number>(m.cols).fill(0));
          for (let i = 0; i < m.rows; i++)
            for (let e = m.offsets[i]; e < m.offsets[i + 1]; e++) values[i][m.columns[e]] += m.values[e];
          return values;
        };
        const there = dense(csr);
        assert.deepEqual(
          dense(transposed),
          Array.from({ length: 7 }, (_, j) => there.map((row) => row[j])),
        );
        assert.deepEqual(dense(transpose(transposed)), there);
      }),
    );
  });

  it('a matrix refuses entries outside it and values that are not finite', () => {
    const matrix = (row: number, value: number) => () =>
      csrOf(Int32Array.of(row), Int32Array.of(0), Float32Array.of(value), 2, 2);
    assert.throws(matrix(2, 1), (error: unknown) => error instanceof InputError && /\(2, 0\)/.test(error.message));
    assert.throws(matrix(0, Number.NaN), (error: unknown) => error instanceof InputError && /NaN/.test(error.message));
  });
});

describe('random numbers', () => {
  it('are the same for the same seed and label, and others for others', () => {
    const draw = (seed: number, label: string) =>
      Array.from({ length: 5 }, Random.prototype.next, Random.of(seed, label));
    assert.deepEqual(draw(1, 'a'), draw(1, 'a'));
    assert.notDeepEqual(draw(1, 'a'), draw(1, 'b'));
    assert.notDeepEqual(draw(1, 'a'), draw(2, 'a'));
  });

  it('are uniform, and normal where asked', () => {
    const random = new Random(3);
    const n = 50_000;
    const counts = new Array<number>(10).fill(0);
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      counts[random.int(10)]++;
      const x = random.normal();
      sum += x;
      squares += x * x;
    }
    const chiSquare = counts.reduce((total, count) => total + (count - n / 10) ** 2 / (n / 10), 0);
    assert.ok(chiSquare < 27.9, `${chiSquare}`);
    assert.ok(Math.abs(sum / n) < 0.02 && Math.abs(squares / n - 1) < 0.03);
  });

  it('shuffle into every order equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 3000; seed++) {
      const key = new Random(seed).shuffle([0, 1, 2]).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce((total, count) => total + (count - 500) ** 2 / 500, 0);
    assert.ok(counts.size === 6 && chiSquare < 20.5, `${chiSquare}`);
  });
});
