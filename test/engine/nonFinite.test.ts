import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** NaN as processors make it, with the sign bit set. */
const negativeNan = new Float32Array(Uint32Array.of(0xffc00000).buffer)[0];

/** What is not finite among what is. */
const VALUES = [nan, infinity, -infinity, -100, -2, -0.5, 0, 0.5, 2, 6.5, 100];

/** So many that kernels of four numbers at a time have some left over; the second half with NaN of the other sign. */
const NUMBERS = Float32Array.from([...VALUES, ...VALUES]);
new Uint32Array(NUMBERS.buffer)[VALUES.length] = 0xffc00000;

const ROWS = 5;
const COLUMNS = 9;

/** [ROWS, COLUMNS] of finite numbers, but for the one at this place. */
function matrix(value: number, place: number): Float32Array {
  const numbers = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => ((i * 7) % 11) - 5);
  numbers[place] = value;
  return numbers;
}

/** First, last, and one that kernels of four numbers at a time have in the middle. */
const PLACES = [0, 14, ROWS * COLUMNS - 1];

function tensorOf(numbers: Float32Array, shape: number[]): tf.Tensor {
  return tf.tensor(numbers.slice(), shape);
}

/** Asserts that f gives what is expected, on the running engine and on the plain one. */
async function assertGives(f: () => tf.Tensor, expected: ArrayLike<number>, what: string): Promise<void> {
  const running = tf.getBackend();
  for (const engine of new Set([running, 'cpu'])) {
    await tf.setBackend(engine);
    const actual = tf.tidy(() => f().dataSync().slice());
    await tf.setBackend(running);
    assert.equal(actual.length, expected.length);
    for (let i = 0; i < actual.length; i++) assertSame(actual[i], expected[i], `${what}, ${engine}: [${i}]`);
  }
}

function assertSame(actual: number, expected: number, what: string): void {
  const isSame =
    actual === expected ||
    (Number.isNaN(actual) && Number.isNaN(expected)) ||
    Math.abs(actual - expected) <= 1e-5 * Math.max(1, Math.abs(expected));
  if (!isSame) assert.fail(`${what} is ${actual}, not ${expected}`);
}

const UNARY: Record<string, [f: (x: tf.Tensor) => tf.Tensor, define: (x: number) => number]> = {
  relu: [tf.relu, (x) => Math.max(x, 0)],
  relu6: [tf.relu6, (x) => Math.min(Math.max(x, 0), 6)],
  clipByValue: [(x) => tf.clipByValue(x, -1, 1), (x) => Math.min(Math.max(x, -1), 1)],
  tanh: [tf.tanh, Math.tanh],
  sigmoid: [tf.sigmoid, (x) => 1 / (1 + Math.exp(-x))],
  softplus: [tf.softplus, (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  exp: [tf.exp, (x) => Math.fround(Math.exp(x))],
  log: [tf.log, Math.log],
  sqrt: [tf.sqrt, Math.sqrt],
  abs: [tf.abs, Math.abs],
  neg: [tf.neg, (x) => -x],
  square: [tf.square, (x) => x * x],
  clone: [tf.clone, (x) => x],
  'cast to bool': [(x) => tf.cast(x, 'bool'), (x) => Number(x !== 0)],
};

const BINARY: Record<string, [f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, define: (a: number, b: number) => number]> =
  {
    add: [tf.add, (a, b) => a + b],
    sub: [tf.sub, (a, b) => a - b],
    mul: [tf.mul, (a, b) => a * b],
    div: [tf.div, (a, b) => a / b],
    maximum: [tf.maximum, Math.max],
    minimum: [tf.minimum, Math.min],
    where: [(a, b) => tf.where(tf.greater(a, 0), a, b), (a, b) => (a > 0 ? a : b)],
  };

/** Operations that move numbers of [ROWS, COLUMNS]; they are tested on the numbers' own places. */
const COPIES: Record<string, (x: tf.Tensor2D) => tf.Tensor> = {
  reshape: (x) => tf.reshape(x, [COLUMNS, ROWS]),
  expandDims: (x) => tf.expandDims(x, 1),
  transpose: (x) => tf.transpose(x),
  'concat of rows': (x) => tf.concat([x, x], 0),
  'concat of columns': (x) => tf.concat([x, x, x], 1),
  'slice of rows': (x) => tf.slice(x, [1, 0], [3, COLUMNS]),
  'slice of columns': (x) => tf.slice(x, [0, 2], [ROWS, 4]),
  split: (x) => tf.concat(tf.split(x, [2, 7], 1).reverse(), 1),
  'gather of rows': (x) => tf.gather(x, [4, 0, 1, 0]),
  'gather of long rows': (x) => tf.gather(tf.tile(x, [1, 4]), [4, 0, 1, 0]),
  'gather of columns': (x) => tf.gather(x, [8, 0, 5], 1),
  tile: (x) => tf.tile(x, [2, 3]),
  pad: (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      -1,
    ),
};

describe('numbers that are not finite', () => {
  it('come with either sign of NaN', () => {
    assert(Number.isNaN(negativeNan) && new Uint32Array(NUMBERS.buffer)[VALUES.length] === 0xffc00000);
  });

  for (const [name, [f, define]] of Object.entries(UNARY))
    it(`pass through ${name}`, () =>
      assertGives(() => f(tensorOf(NUMBERS, [NUMBERS.length])), Array.from(NUMBERS, define), name));

  for (const [name, [f, define]] of Object.entries(BINARY))
    it(`pass through ${name}, of equal shapes and broadcast`, async () => {
      const n = NUMBERS.length;
      const pairs = Array.from({ length: n * n }, (_, i) => [NUMBERS[Math.floor(i / n)], NUMBERS[i % n]] as const);
      const expected = pairs.map(([a, b]) => define(a, b));
      const [a, b] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]));
      await assertGives(() => f(tensorOf(a, [n, n]), tensorOf(b, [n, n])), expected, name);
      await assertGives(() => f(tensorOf(NUMBERS, [n, 1]), tensorOf(NUMBERS, [1, n])), expected, `${name}, broadcast`);
    });

  for (const [name, f] of Object.entries(COPIES))
    it(`keep their places in ${name}`, async () => {
      const indices = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => i);
      const moved = tf.tidy(() =>
        f(tf.tensor2d(indices.slice(), [ROWS, COLUMNS]))
          .dataSync()
          .slice(),
      );
      for (const value of [nan, negativeNan, infinity, -infinity])
        for (const place of PLACES) {
          const x = matrix(value, place);
          const expected = Array.from(moved, (index) => (index < 0 ? -1 : x[index]));
          await assertGives(() => f(tensorOf(x, [ROWS, COLUMNS]) as tf.Tensor2D), expected, `${name} of ${value}`);
        }
    });

  it('reach their own sums and means, and no others', async () => {
    for (const value of [nan, infinity, -infinity])
      for (const place of PLACES) {
        const x = matrix(value, place);
        const total = (values: Float32Array) => values.reduce((sum, each) => sum + each, 0);
        const byRow = Array.from({ length: ROWS }, (_, i) => total(x.subarray(i * COLUMNS, (i + 1) * COLUMNS)));
        const byColumn = Array.from({ length: COLUMNS }, (_, j) => total(x.filter((_, i) => i % COLUMNS === j)));
        const given = () => tensorOf(x, [ROWS, COLUMNS]);
        await assertGives(() => tf.sum(given()), [total(x)], `sum with ${value}`);
        await assertGives(() => tf.sum(given(), 0), byColumn, `sum by column with ${value}`);
        await assertGives(() => tf.sum(given(), 1), byRow, `sum by row with ${value}`);
        const means = byRow.map((sum) => sum / COLUMNS);
        await assertGives(() => tf.mean(given(), 1), means, `mean with ${value}`);
        let running = 0;
        const sums = Array.from(x, (each, i) => (running = each + (i % COLUMNS ? running : 0)));
        await assertGives(() => tf.cumsum(given(), 1), sums, `cumsum with ${value}`);
      }
    const both = [infinity, 1, -infinity];
    await assertGives(() => tf.sum(tf.tensor1d(both)), [nan], 'sum of both infinities');
  });

  it('reach their own segments, and no others, also in the gradient of gather', async () => {
    const ids = [2, 0, 2, 1, 0];
    const segments = (x: Float32Array) => {
      const sums = new Float32Array(3 * COLUMNS);
      for (let i = 0; i < x.length; i++) sums[ids[Math.floor(i / COLUMNS)] * COLUMNS + (i % COLUMNS)] += x[i];
      return sums;
    };
    for (const value of [nan, infinity, -infinity])
      for (const place of PLACES) {
        const x = matrix(value, place);
        const given = () => tensorOf(x, [ROWS, COLUMNS]);
        const sum = () => tf.unsortedSegmentSum(given(), tf.tensor1d(ids, 'int32'), 3);
        await assertGives(sum, segments(x), `segment sum with ${value}`);
        const gradient = () => tf.grad((table) => tf.gather(table, ids))(tf.ones([3, COLUMNS]), given());
        await assertGives(gradient, segments(x), `gradient of gather with ${value}`);
      }
  });

  it('reach their row or column of a product, transposed, in a batch and with a fused activation', async () => {
    const N = 6;
    const b = Float32Array.from({ length: COLUMNS * N }, (_, i) => ((i * 5) % 7) - 3);
    const define = (a: Float32Array, weights: Float32Array, activate = (x: number) => x) =>
      Array.from({ length: ROWS * N }, (_, at) => {
        let sum = 0;
        for (let k = 0; k < COLUMNS; k++) sum += a[Math.floor(at / N) * COLUMNS + k] * weights[k * N + (at % N)];
        return activate(sum);
      });
    const turned = (x: tf.Tensor) => tf.transpose(x) as tf.Tensor2D;
    for (const value of [nan, negativeNan, infinity, -infinity])
      for (const [a, weights] of [
        ...PLACES.map((place) => [matrix(value, place), b]),
        [matrix(1, 0), b.map((each, i) => (i === 20 ? value : each))],
      ]) {
        const expected = define(a, weights);
        const left = () => tensorOf(a, [ROWS, COLUMNS]) as tf.Tensor2D;
        const right = () => tensorOf(weights, [COLUMNS, N]) as tf.Tensor2D;
        await assertGives(() => tf.matMul(left(), right()), expected, 'a b');
        await assertGives(() => tf.matMul(turned(left()), right(), true), expected, 'aᵀ b');
        await assertGives(() => tf.matMul(left(), turned(right()), false, true), expected, 'a bᵀ');
        const batch = () => tf.matMul(tf.stack([left(), left()]), tf.stack([right(), right()]));
        await assertGives(batch, [...expected, ...expected], 'a batch');
        for (const [activation, f] of [
          ['relu', UNARY.relu[1]],
          ['relu6', UNARY.relu6[1]],
        ] as const) {
          const fused = () => tf.fused.matMul({ a: left(), b: right(), activation });
          await assertGives(fused, define(a, weights, f), `with ${activation}`);
        }
      }
  });

  it('pass through the gradient of relu', () => {
    const x = tf.tensor1d([infinity, -infinity, 1, -1, 1]);
    const dy = tf.tensor1d([2, 3, nan, 5, -infinity]);
    return assertGives(() => tf.grad(tf.relu)(tf.clone(x), tf.clone(dy)), [2, 0, nan, 0, -infinity], 'gradient');
  });

  it('reach those outputs and gradients of a convolution whose windows hold them', async () => {
    const filter = Float32Array.from({ length: 2 * 2 * 1 * 2 }, (_, i) => i - 2.5);
    const depthwise = (x: tf.Tensor, w: tf.Tensor) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid');
    const whole = (x: tf.Tensor, w: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid');
    const outShape = [ROWS - 1, COLUMNS - 1];
    for (const [name, convolve] of Object.entries({ whole, depthwise }))
      for (const value of [nan, infinity, -infinity])
        for (const place of PLACES) {
          const x = matrix(value, place);
          const dy = Float32Array.from({ length: outShape[0] * outShape[1] * 2 }, (_, i) => (i % 5) - 2.5);
          const y = new Float32Array(dy.length);
          const dw = new Float32Array(filter.length);
          for (let i = 0; i < outShape[0]; i++)
            for (let j = 0; j < outShape[1]; j++)
              for (let out = 0; out < 2; out++) {
                const at = (i * outShape[1] + j) * 2 + out;
                for (let k = 0; k < 2; k++)
                  for (let l = 0; l < 2; l++) {
                    const pixel = x[(i + k) * COLUMNS + j + l];
                    y[at] += pixel * filter[(k * 2 + l) * 2 + out];
                    dw[(k * 2 + l) * 2 + out] += pixel * dy[at];
                  }
              }
          const image = () => tensorOf(x, [1, ROWS, COLUMNS, 1]);
          const weights = () => tensorOf(filter, [2, 2, 1, 2]);
          await assertGives(() => convolve(image(), weights()), y, `${name} with ${value}`);
          const fuse = name === 'whole' ? tf.fused.conv2d : tf.fused.depthwiseConv2d;
          const fused = () =>
            fuse({
              x: image() as tf.Tensor4D,
              filter: weights() as tf.Tensor4D,
              strides: 1,
              pad: 'valid',
              activation: 'relu',
            });
          await assertGives(fused, Array.from(y, UNARY.relu[1]), `${name} and relu with ${value}`);
          const gradient = () => tf.grad((w) => convolve(image(), w))(weights(), tensorOf(dy, [1, ...outShape, 2]));
          await assertGives(gradient, dw, `gradient of ${name} with ${value}`);
        }
  });

  it('are pooled as numbers are, and NaN exceeds every number', function () {
    // tfjs's plain engine and TensorFlow pass NaN over.
    if (tf.getBackend() !== 'wasm') this.skip();
    const image = tf.tensor4d(
      [nan, infinity, 3, 4, -infinity, -infinity, 0, 5, 6, nan, -infinity, -infinity],
      [1, 2, 6, 1],
    );
    tf.tidy(() => {
      const max = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, [2, 2], 2, 'valid');
      assert.deepEqual([...max(image).dataSync()], [nan, nan, -infinity]);
      const gradient = tf
        .grad(max)(image, tf.tensor4d([1, 2, 3], [1, 1, 3, 1]))
        .dataSync();
      assert.deepEqual([...gradient], [1, 0, 0, 0, 3, 0, 0, 0, 0, 2, 0, 0]);
      const mean = tf.avgPool(image as tf.Tensor4D, [2, 2], 2, 'valid').dataSync();
      assert.deepEqual([...mean], [nan, nan, -infinity]);
    });
    image.dispose();
  });
});
