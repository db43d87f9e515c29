import assert from 'node:assert/strict';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { wasmHeap } from '../../src/engine/wasmHeap';
import { assertAgrees, assertClose, assertGradients } from './compare';

const size = (max: number) => fc.integer({ min: 1, max });
const RUNS = { numRuns: 40 };

describe('unsorted segment sum', () => {
  it('adds rows by id and drops negative ids', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 1, maxLength: 30 }), size(6), (ids, width) => {
        const segments = 5;
        const values = Float32Array.from({ length: ids.length * width }, (_, i) => Math.fround(Math.sin(i)));
        const expected = new Float32Array(segments * width);
        for (const [i, id] of ids.entries())
          if (id >= 0) for (let j = 0; j < width; j++) expected[id * width + j] += values[i * width + j];
        const sums = tf.tidy(() =>
          tf
            .unsortedSegmentSum(tf.tensor2d(values, [ids.length, width]), tf.tensor1d(ids, 'int32'), segments)
            .dataSync(),
        );
        assertClose(sums, expected, 1e-5, 'sum');
      }),
      RUNS,
    ));

  it('adds whole numbers as whole numbers', () => {
    const sums = tf.tidy(() => {
      const x = tf.tensor1d([7, 1, 5], 'int32');
      return tf.unsortedSegmentSum(x, tf.tensor1d([1, 1, 0], 'int32'), 2).arraySync();
    });
    assert.deepEqual(sums, [5, 8]);
  });
});

describe('gather', () => {
  it('copies rows, and its gradient adds them up', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(size(9), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (shape, picks, inColumns) => {
          const axis = inColumns ? shape.length - 1 : 0;
          const indices = picks.map((pick) => pick % shape[axis]);
          return assertAgrees({ shapes: [shape], f: (x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis) });
        },
      ),
      RUNS,
    ));

  it('refuses an index that is not there', function () {
    if (tf.getBackend() !== 'wasm') this.skip();
    const before = tf.memory().numTensors;
    for (const index of [-1, 3])
      assert.throws(
        () => tf.tidy(() => tf.gather(tf.ones([3, 20]), tf.tensor1d([0, index], 'int32'))),
        /index -?\d is not in \[0, 3\)/,
      );
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('convolution', () => {
  const padding = fc.constantFrom('same' as const, 'valid' as const);

  it('over time has a value and gradients', () =>
    fc.assert(
      fc.asyncProperty(size(3), size(9), size(4), size(4), size(4), size(3), padding, (b, t, k, c, d, stride, pad) => {
        fc.pre(t >= k);
        return assertAgrees({
          shapes: [
            [b, t, c],
            [k, c, d],
          ],
          f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, stride, pad),
        });
      }),
      RUNS,
    ));

  it('over images has a value and gradients', () =>
    fc.assert(
      fc.asyncProperty(
        size(2),
        size(6),
        size(6),
        size(3),
        size(3),
        size(3),
        size(2),
        padding,
        (b, h, w, k, l, c, stride, pad) => {
          fc.pre(h >= k && w >= l);
          return assertAgrees({
            shapes: [
              [b, h, w, c],
              [k, l, c, 2],
            ],
            f: (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad),
          });
        },
      ),
      RUNS,
    ));

  it('has the gradients of finite differences', () =>
    assertGradients({
      shapes: [
        [2, 5, 3],
        [3, 3, 2],
      ],
      f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 2, 'same'),
    }));
});

describe('maximum pooling', () => {
  it('passes the gradient to the largest element, whatever its sign', () =>
    fc.assert(
      fc.asyncProperty(
        size(2),
        size(8),
        size(3),
        size(3),
        size(3),
        size(2),
        fc.constantFrom('same' as const, 'valid' as const),
        fc.constantFrom([-2, -1], [-1, 1], [1, 2]),
        (b, t, c, window, stride, width, pad, [low, high]) => {
          fc.pre(t >= window);
          return assertAgrees({
            shapes: [[b, t, width, c]],
            f: (x) => tf.maxPool(x as tf.Tensor4D, [window, 1], [stride, 1], pad),
            low,
            high,
          });
        },
      ),
      RUNS,
    ));

  it('has the gradients of finite differences', () =>
    assertGradients({
      shapes: [[1, 6, 1, 2]],
      f: (x) => tf.maxPool(x as tf.Tensor4D, [2, 1], [2, 1], 'valid'),
      low: -2,
      high: -1,
    }));
});

describe('memory', () => {
  beforeEach(function () {
    if (tf.getBackend() !== 'wasm') this.skip();
  });

  it('of a tensor begins with a cache line', () =>
    tf.tidy(() => {
      const backend = tf.backend() as BackendWasm;
      for (let size = 1; size < 200; size += 7) assert.equal(backend.getMemoryOffset(tf.ones([size]).dataId) % 64, 0);
    }));

  it('is free again when a tensor is disposed of', () => {
    const heap = wasmHeap(tf.backend() as BackendWasm);
    const use = () => {
      for (let i = 0; i < 50; i++) tf.ones([1_000_003]).dispose();
      return heap.HEAPU8.length;
    };
    assert.equal(use(), use());
  });
});

describe('matrix product', () => {
  it('agrees whatever is transposed or broadcast', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom([], [1], [3], [2, 2]),
        size(9),
        size(9),
        size(9),
        fc.boolean(),
        fc.boolean(),
        (batch, m, k, n, transposeA, transposeB) =>
          assertAgrees({
            shapes: [
              [...batch, ...(transposeA ? [k, m] : [m, k])],
              [...batch, ...(transposeB ? [n, k] : [k, n])],
            ],
            f: (a, b) => tf.matMul(a, b, transposeA, transposeB),
          }),
      ),
      { numRuns: 100 },
    ));

  it('agrees in batches large enough for the fast kernel', async () => {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
    ])
      await assertAgrees({
        shapes: [
          [3, ...(transposeA ? [20, 30] : [30, 20])],
          [2, 3, ...(transposeB ? [40, 20] : [20, 40])],
        ],
        f: (a, b) => tf.matMul(a, b, transposeA, transposeB),
      });
  });

  // Sums are taken in parts of 128, columns in parts of 128 and by eight, rows by four.
  it('agrees across the borders of its blocks', async () => {
    for (const [m, k, n] of [
      [5, 300, 9],
      [3, 129, 131],
      [130, 7, 8],
      [1, 128, 1],
      [4, 1, 136],
      [3, 0, 2],
    ])
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ])
        await assertAgrees({
          shapes: [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]],
          f: (a, b) => tf.matMul(a, b, transposeA, transposeB),
        });
  });

  it('is refused where inner axes differ', function () {
    // The plain JavaScript engine has a check of its own, in other words.
    if (tf.getBackend() !== 'wasm') this.skip();
    for (const [a, b] of [
      [
        [2, 3],
        [4, 5],
      ],
      [
        [2, 0],
        [4, 5],
      ],
    ])
      assert.throws(() => tf.matMul(tf.zeros(a), tf.zeros(b)), /cannot be multiplied/);
  });

  it('is right when an inner axis of the batch is broadcast', function () {
    if (tf.getBackend() === 'cpu') this.skip();
    return assertGradients({
      shapes: [
        [2, 1, 3, 2],
        [1, 3, 2, 2],
      ],
      f: (a, b) => tf.matMul(a, b),
    });
  });

  it('has the gradients of finite differences', () =>
    assertGradients({
      shapes: [
        [3, 4],
        [2, 4],
      ],
      f: (a, b) => tf.matMul(a, b, false, true),
    }));

  it('is not changed by a transposed use of the same weights', () => {
    // XNNPACK keeps packed weights by tensor; the transposed copy must not be taken for the weights.
    const [plain, transposed, again] = tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
      const w = tf.tensor2d([5, 6, 7, 8], [2, 2]);
      return [tf.matMul(x, w), tf.matMul(x, w, false, true), tf.matMul(x, w)].map((y) => Array.from(y.dataSync()));
    });
    assert.deepEqual(plain, [19, 22, 43, 50]);
    assert.deepEqual(transposed, [17, 23, 39, 53]);
    assert.deepEqual(again, plain);
  });
});

describe('sum', () => {
  it('agrees over any axes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(size(5), { minLength: 1, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (shape, chosen, keepDims) => {
          const axes = [...shape.keys()].filter((axis) => chosen[axis]);
          return assertAgrees({ shapes: [shape], f: (x) => tf.sum(x, axes, keepDims) });
        },
      ),
      RUNS,
    ));

  it('of nothing is 0, whatever stood in memory before', () =>
    tf.tidy(() => {
      for (const [shape, axis] of [
        [[0, 3], undefined],
        [[0, 3], 0],
        [[3, 0], 1],
        [
          [2, 0, 2],
          [0, 1],
        ],
      ] as const) {
        tf.fill([64], 7).dispose();
        const sum = tf.sum(tf.zeros([...shape]), axis as number | number[] | undefined);
        assert(sum.dataSync().every((value) => value === 0));
      }
    }));
});

describe('tile', () => {
  it('repeats along every axis', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(size(4), size(3)), { minLength: 1, maxLength: 4 }), (axes) =>
        assertAgrees({
          shapes: [axes.map(([length]) => length)],
          f: (x) =>
            tf.tile(
              x,
              axes.map(([, times]) => times),
            ),
        }),
      ),
      RUNS,
    ));

  it('leaves a scalar as it is', () => {
    assert.equal(
      tf.tidy(() => tf.tile(tf.scalar(3), []).arraySync()),
      3,
    );
  });

  it('keeps bytes and whole numbers', () => {
    const tiled = tf.tidy(() => tf.tile(tf.tensor2d([[true, false, false]]), [2, 2]).arraySync());
    assert.deepEqual(tiled, [
      [1, 0, 0, 1, 0, 0],
      [1, 0, 0, 1, 0, 0],
    ]);
  });
});

describe('tanh', () => {
  const tanh = (values: number[]) => tf.tidy(() => tf.tanh(tf.tensor1d(values)).dataSync());

  it('is right to a few units in the last place', () =>
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1 }), (values) => {
        const actual = tanh(values);
        for (const [i, value] of values.entries()) {
          const expected = Math.tanh(value);
          assert(
            Math.abs(actual[i] - expected) <= 5e-7 * Math.abs(expected) + 1e-37,
            `tanh(${value}) came out as ${actual[i]}, expected ${expected}`,
          );
        }
      }),
      { numRuns: 200 },
    ));

  it('never leaves [-1, 1]', () => {
    const values = Array.from({ length: 4000 }, (_, i) => -10 + i / 200);
    for (const y of tanh(values)) assert(Math.abs(y) <= 1, `${y}`);
  });

  it('knows infinities and NaN', () =>
    assert.deepEqual(Array.from(tanh([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])), [
      Number.NaN,
      1,
      -1,
    ]));
});

describe('gradients that tfjs has wrong', () => {
  const shapes = [
    [3, 1, 2],
    [4, 1],
  ];
  for (const f of [tf.maximum, tf.minimum, tf.squaredDifference])
    it(`${f.name.replace(/_.*/, '')} of operands that are broadcast`, () =>
      assertGradients({ shapes, f: (a, b) => f(a, b) }));

  it('matrix product of one batch with many', () =>
    assertGradients({
      shapes: [
        [2, 3, 4],
        [1, 4, 2],
      ],
      f: (a, b) => tf.matMul(a, b),
    }));

  it('running sum along any axis', async () => {
    for (const axis of [0, 1, 2])
      for (const exclusive of [false, true])
        for (const reverse of [false, true])
          await assertGradients({ shapes: [[3, 3, 3]], f: (x) => tf.cumsum(x, axis, exclusive, reverse) });
  });

  it('a choice by comparison', () =>
    assertGradients({
      shapes: [[3, 4], [4]],
      f: (a, b) => tf.where(tf.greater(a, b), tf.square(a), tf.mul(tf.onesLike(a), b)),
    }));
});
