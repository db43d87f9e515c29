import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../../src/base/random';
import { nearestNeighbours, type Points } from '../../../src/imbalance/resampling/neighbours';

/** By comparing all points; of equally far ones the earlier. */
function bruteForce({ values, size }: Points, k: number, queries: Int32Array): number[] {
  const n = values.length / size;
  return [...queries].flatMap((row) => {
    const distance = (other: number) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += (values[row * size + j] - values[other * size + j]) ** 2;
      return sum;
    };
    const others = Array.from({ length: n }, (_, other) => other).filter((other) => other !== row);
    return others.sort((a, b) => distance(a) - distance(b) || a - b).slice(0, k);
  });
}

const rowsOf = ({ values, size }: Points) => Int32Array.from({ length: values.length / size }, (_, i) => i);

describe('nearest neighbours', () => {
  it('are those that comparing all points finds, ties, clusters far from the origin and all', () => {
    const arbitraryPoints = fc
      .record({
        n: fc.integer({ min: 2, max: 40 }),
        size: fc.integer({ min: 1, max: 5 }),
        seed: fc.integer(),
        offset: fc.constantFrom(0, 1e4),
        kind: fc.constantFrom('normal', 'grid', 'clusters', 'constant', 'huge'),
      })
      .map(({ n, size, seed, offset, kind }): Points => {
        const random = new Random(seed);
        const draw = {
          normal: () => random.normal(),
          grid: () => random.int(3),
          clusters: () => 1e5 * random.int(2) + random.next(),
          constant: () => 1,
          huge: () => random.normal() * 1e30,
        }[kind];
        return { values: Float32Array.from({ length: n * size }, () => draw() + offset), size };
      });
    fc.assert(
      fc.property(arbitraryPoints, fc.integer({ min: 1, max: 6 }), (points, most) => {
        const rows = rowsOf(points);
        const k = Math.min(most, rows.length - 1);
        assert.deepEqual([...nearestNeighbours(points, k)], bruteForce(points, k, rows));
        const some = rows.filter((row) => row % 3 === 1);
        assert.deepEqual([...nearestNeighbours(points, k, some)], bruteForce(points, k, some));
      }),
      { numRuns: 150 },
    );
  });

  it('are found across blocks, and leave no tensor', () => {
    const random = new Random(4);
    const points = {
      values: Float32Array.from({ length: 1300 * 4 }, () => Math.round(8 * random.normal()) / 8),
      size: 4,
    };
    const before = tf.memory().numTensors;
    const found = nearestNeighbours(points, 3);
    assert.equal(tf.memory().numTensors, before);
    const some = Int32Array.of(0, 511, 512, 700, 1023, 1024, 1299);
    const expected = bruteForce(points, 3, some);
    assert.deepEqual(
      [...some].flatMap((row) => [...found.subarray(3 * row, 3 * row + 3)]),
      expected,
    );
    assert.deepEqual([...nearestNeighbours(points, 3, some)], expected);
  });
});
