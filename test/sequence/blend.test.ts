import assert from 'node:assert/strict';
import { blendWindows, stepNumbers } from '../../src/sequence/blend';
import type { WindowInputs } from '../../src/sequence/model';

/** Two windows of two steps with one number each: the first has one step of two lines, the second two of one line. */
const inputs: WindowInputs = {
  windows: {
    count: 2,
    length: 2,
    of: Int32Array.of(0, 1, 1),
    customers: Int32Array.of(30, 31),
    columns: ['amount'],
    numeric: Float32Array.of(0, 8, 2, 4),
    mask: Float32Array.of(0, 1, 1, 1),
    starts: Int32Array.of(0, 0, 2, 3, 4),
    items: Int32Array.of(10, 11, 12, 13),
    events: Int32Array.of(20, 21, 22, 23),
  },
  numeric: Float32Array.of(-1, 3, 0, 1),
  itemRows: Int32Array.of(1, 2, 3, 4),
  lines: { values: new Float32Array(4), columns: ['x'], row: Int32Array.of(3, 2, 1, 0) },
  categories: [Int32Array.of(5, 6, 7, 8)],
};

describe('windows of resampled examples', () => {
  const origins = {
    first: Int32Array.of(2, 0, 0),
    second: Int32Array.of(2, 1, 1),
    gap: Float64Array.of(0, 0.25, 0.75),
    label: Uint8Array.of(0, 1, 1),
  };
  const { windows, numeric, itemRows, lines, categories } = blendWindows(inputs, origins);

  it('stay where an example is taken as it is, and are new where it lies between two', () => {
    assert.equal(windows.count, 4);
    assert.deepEqual([...windows.of], [1, 2, 3]);
    assert.deepEqual([...windows.customers], [30, 31, 30, 31]);
  });

  it('have the steps, lines and items of the nearer of the two', () => {
    assert.deepEqual([...windows.mask.subarray(4)], [0, 1, 1, 1]);
    assert.deepEqual([...windows.starts], [0, 0, 2, 3, 4, 4, 6, 7, 8]);
    for (const [values, copied] of [
      [windows.items, [10, 11, 12, 13]],
      [windows.events, [20, 21, 22, 23]],
      [itemRows, [1, 2, 3, 4]],
      [lines!.row, [3, 2, 1, 0]],
      [categories![0], [5, 6, 7, 8]],
    ] as const)
      assert.deepEqual([...values], [...copied, ...copied]);
  });

  it('have numbers between those of both, where both have the step', () => {
    // The last step lies between 8 and 4; the one before it is there for the second alone.
    assert.deepEqual([...windows.numeric.subarray(4)].slice(1), [7, 2, 5]);
    assert.deepEqual([...numeric.subarray(4)].slice(1), [2.5, 0, 1.5]);
  });

  it('are measured by their steps, the mean standing where there is none', () => {
    assert.deepEqual([...stepNumbers(inputs)], [0, 3, 0, 1, 0, 1]);
  });
});
