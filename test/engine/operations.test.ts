import * as tf from '@tensorflow/tfjs-core';
import { assertAgrees, type Computation } from './compare';

const ints = (values: number[], shape?: number[]) => tf.tensor(values, shape ?? [values.length], 'int32');
const elementwise = (f: (x: tf.Tensor) => tf.Tensor, low = -3, high = 3): Computation => ({
  shapes: [[3, 7]],
  f,
  low,
  high,
});

/** What common networks compute: each must agree, value and gradient, on every engine. */
const OPERATIONS: Record<string, Computation> = {
  // Activations and other elementwise functions
  relu: elementwise(tf.relu),
  relu6: elementwise(tf.relu6, -3, 9),
  elu: elementwise(tf.elu),
  selu: elementwise(tf.selu),
  leakyRelu: elementwise((x) => tf.leakyRelu(x, 0.2)),
  prelu: { shapes: [[3, 7], [7]], f: (x, a) => tf.prelu(x, a) },
  sigmoid: elementwise(tf.sigmoid, -90, 90),
  'sigmoid near 0': elementwise(tf.sigmoid),
  logSigmoid: elementwise(tf.logSigmoid, -40, 40),
  softplus: elementwise(tf.softplus, -40, 40),
  tanh: elementwise(tf.tanh),
  'tanh far out': elementwise(tf.tanh, -100, 100),
  'tanh near 0': elementwise(tf.tanh, -1e-3, 1e-3),
  erf: elementwise(tf.erf),
  gelu: elementwise((x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))),
  exp: elementwise(tf.exp),
  expm1: elementwise(tf.expm1),
  log: elementwise(tf.log, 0.1, 4),
  log1p: elementwise(tf.log1p, -0.5, 4),
  sqrt: elementwise(tf.sqrt, 0.1, 4),
  rsqrt: elementwise(tf.rsqrt, 0.1, 4),
  square: elementwise(tf.square),
  reciprocal: elementwise(tf.reciprocal, 0.5, 4),
  abs: elementwise(tf.abs),
  neg: elementwise(tf.neg),
  sign: elementwise(tf.sign),
  floor: elementwise(tf.floor),
  ceil: elementwise(tf.ceil),
  round: elementwise(tf.round),
  sin: elementwise(tf.sin),
  cos: elementwise(tf.cos),
  tan: elementwise(tf.tan, -1, 1),
  atan: elementwise(tf.atan),
  step: elementwise((x) => tf.step(x, 0.1)),
  clip: elementwise((x) => tf.clipByValue(x, -1, 1)),
  isNaN: { shapes: [], f: () => tf.isNaN(tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY])) },
  isFinite: { shapes: [], f: () => tf.isFinite(tf.tensor1d([1, Number.NaN, Number.POSITIVE_INFINITY])) },
  'cast to int32 and back': { shapes: [], f: () => tf.cast(tf.cast(tf.tensor1d([1.7, -1.7, 3]), 'int32'), 'float32') },
  'cast from bool': { shapes: [], f: () => tf.cast(tf.tensor1d([true, false]), 'float32') },
  // Two operands, broadcast
  add: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: tf.add,
  },
  sub: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: tf.sub,
  },
  mul: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: tf.mul,
  },
  div: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: tf.div,
    low: 0.5,
    high: 2,
  },
  divNoNan: { shapes: [[3, 4]], f: (x) => tf.divNoNan(x, tf.tensor1d([0, 1, 2, 0])) },
  pow: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: (x, y) => tf.pow(x, y),
    low: 0.5,
    high: 2,
  },
  'pow with a constant': elementwise((x) => tf.pow(x, 3)),
  maximum: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: tf.maximum,
  },
  minimum: {
    shapes: [
      [3, 1, 5],
      [4, 1],
    ],
    f: tf.minimum,
  },
  squaredDifference: { shapes: [[3, 5], [5]], f: tf.squaredDifference },
  atan2: { shapes: [[3, 5], [5]], f: tf.atan2 },
  mod: { shapes: [[3, 5]], f: (x) => tf.mod(x, 0.3) },
  floorDiv: { shapes: [], f: () => tf.floorDiv(ints([7, -7, 8]), ints([2, 2, 2])) },
  comparisons: {
    shapes: [],
    f: () => {
      const [a, b] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([2, 2, 2])];
      return tf.stack([
        tf.greater(a, b),
        tf.greaterEqual(a, b),
        tf.less(a, b),
        tf.lessEqual(a, b),
        tf.equal(a, b),
        tf.notEqual(a, b),
      ]);
    },
  },
  logic: {
    shapes: [],
    f: () => {
      const [a, b] = [tf.tensor1d([true, true, false]), tf.tensor1d([true, false, false])];
      return tf.stack([tf.logicalAnd(a, b), tf.logicalOr(a, b), tf.logicalXor(a, b), tf.logicalNot(a)]);
    },
  },
  where: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    f: (x, y) =>
      tf.where(
        tf.tensor2d([
          [true, false, true],
          [false, false, true],
        ]),
        x,
        y,
      ),
  },
  'where, broadcast': { shapes: [[2, 3], [3]], f: (x, y) => tf.where(tf.greater(x, 0), x, y) },
  'dropout mask': {
    shapes: [[2, 3]],
    f: (x) =>
      tf.mul(
        x,
        tf.tensor2d([
          [0, 2, 2],
          [2, 0, 2],
        ]),
      ),
  },
  addN: {
    shapes: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    f: (x, y, z) => tf.addN([x, y, z]),
  },
  // Reductions
  sum: { shapes: [[3, 4, 5]], f: (x) => tf.sum(x, [0, 2]) },
  'sum of all': { shapes: [[3, 4, 5]], f: (x) => tf.sum(x) },
  mean: { shapes: [[3, 4, 5]], f: (x) => tf.mean(x, 1, true) },
  max: { shapes: [[3, 4, 5]], f: (x) => tf.max(x, 1) },
  'max over the first axis': { shapes: [[3, 4, 5]], f: (x) => tf.max(x, 0) },
  min: { shapes: [[3, 4, 5]], f: (x) => tf.min(x, [1, 2]) },
  prod: { shapes: [[3, 4]], f: (x) => tf.prod(x, 1), low: 0.5, high: 1.5 },
  all: {
    shapes: [],
    f: () =>
      tf.all(
        tf.tensor2d([
          [true, false],
          [true, true],
        ]),
        1,
      ),
  },
  any: {
    shapes: [],
    f: () =>
      tf.any(
        tf.tensor2d([
          [false, false],
          [false, true],
        ]),
        1,
      ),
  },
  argMax: {
    shapes: [],
    f: () =>
      tf.argMax(
        tf.tensor2d([
          [1, 3, 2],
          [-5, -7, -6],
        ]),
        1,
      ),
  },
  argMin: {
    shapes: [],
    f: () =>
      tf.argMin(
        tf.tensor2d([
          [1, 3, 2],
          [-5, -7, -6],
        ]),
        0,
      ),
  },
  topk: {
    shapes: [],
    f: () =>
      tf.topk(
        tf.tensor2d([
          [1, 3, 2],
          [-5, -7, -6],
        ]),
        2,
      ).values,
  },
  'topk indices': {
    shapes: [],
    f: () =>
      tf.topk(
        tf.tensor2d([
          [1, 3, 2],
          [-5, -7, -6],
        ]),
        2,
      ).indices,
  },
  logSumExp: { shapes: [[3, 4]], f: (x) => tf.logSumExp(x, 1), low: -30, high: 30 },
  softmax: { shapes: [[3, 4]], f: (x) => tf.softmax(x as tf.Tensor2D), low: -30, high: 30 },
  'softmax of rank 4': { shapes: [[2, 2, 3, 4]], f: (x) => tf.softmax(x) },
  logSoftmax: { shapes: [[3, 4]], f: (x) => tf.logSoftmax(x), low: -30, high: 30 },
  moments: { shapes: [[3, 4]], f: (x) => tf.moments(x, 1).variance },
  norm: { shapes: [[3, 4]], f: (x) => tf.norm(x, 2, 1) },
  cumsum: { shapes: [[3, 4, 2]], f: (x) => tf.cumsum(x, 1) },
  'cumsum, exclusive and reversed': { shapes: [[3, 4]], f: (x) => tf.cumsum(x, 1, true, true) },
  'cumprod, forward': {
    shapes: [],
    f: () =>
      tf.cumprod(
        tf.tensor2d([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        1,
      ),
  },
  bincount: { shapes: [], f: () => tf.bincount(tf.tensor1d([0, 2, 2, 1], 'int32'), tf.tensor1d([1, 2, 3, 4]), 4) },
  // Shape
  reshape: { shapes: [[3, 4]], f: (x) => tf.mul(tf.reshape(x, [2, 6]), 2) },
  transpose: { shapes: [[3, 4, 2]], f: (x) => tf.transpose(x, [2, 0, 1]) },
  'transpose of rank 4': { shapes: [[2, 3, 4, 5]], f: (x) => tf.transpose(x, [0, 2, 1, 3]) },
  expandDims: { shapes: [[3, 4]], f: (x) => tf.mul(tf.expandDims(x, 1), 2) },
  concat: {
    shapes: [
      [3, 4],
      [3, 2],
    ],
    f: (x, y) => tf.concat([x, y], 1),
  },
  'concat over the first axis': {
    shapes: [
      [3, 4],
      [2, 4],
    ],
    f: (x, y) => tf.concat([x, y], 0),
  },
  slice: { shapes: [[3, 4, 5]], f: (x) => tf.slice(x, [1, 0, 2], [2, 4, 3]) },
  'slice along one axis': {
    shapes: [[3, 4, 5]],
    f: (x) => tf.addN([tf.slice(x, [0, 1, 0], [-1, 2, -1]), tf.slice(x, [0, 0, 0], [3, 2, 5])]),
  },
  'slice of rows': { shapes: [[5, 4]], f: (x) => tf.slice(x, [1, 0], [3, 4]) },
  'slice of wide rows': { shapes: [[3, 150]], f: (x) => tf.slice(x, [0, 30], [3, 100]) },
  'slice of one number a row': { shapes: [[3, 4]], f: (x) => tf.slice(x, [0, 2], [3, 1]) },
  'uneven split': {
    shapes: [[3, 100]],
    f: (x) => {
      const [a, b] = tf.split(x, [10, 90], -1);
      return tf.concat([b, tf.mul(a, 2)], 1);
    },
  },
  stridedSlice: { shapes: [], f: () => tf.stridedSlice(tf.reshape(tf.range(0, 12), [3, 4]), [0, 0], [3, 4], [2, 2]) },
  stack: {
    shapes: [
      [3, 4],
      [3, 4],
    ],
    f: (x, y) => tf.stack([x, y], 1),
  },
  unstack: { shapes: [[3, 4]], f: (x) => tf.mul(tf.unstack(x, 1)[2], tf.unstack(x, 1)[0]) },
  split: {
    shapes: [[3, 6]],
    f: (x) => {
      const [a, b, c] = tf.split(x, 3, 1);
      return tf.add(tf.mul(a, b), c);
    },
  },
  pad: {
    shapes: [[3, 4]],
    f: (x) =>
      tf.pad(x, [
        [1, 0],
        [2, 1],
      ]),
  },
  mirrorPad: {
    shapes: [],
    f: () =>
      tf.mirrorPad(
        tf.tensor2d([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        [
          [0, 0],
          [1, 1],
        ],
        'reflect',
      ),
  },
  tile: { shapes: [[3, 4]], f: (x) => tf.tile(x, [2, 3]) },
  broadcastTo: { shapes: [[3, 1]], f: (x) => tf.broadcastTo(x, [2, 3, 4]) },
  reverse: { shapes: [[3, 4]], f: (x) => tf.reverse(x, 1) },
  // Indexes
  gather: { shapes: [[5, 3]], f: (x) => tf.gather(x, ints([4, 0, 0, 2])) },
  'gather over the last axis': { shapes: [[2, 5]], f: (x) => tf.gather(x, ints([4, 0, 0, 2]), 1) },
  'gather, indices of rank 2': { shapes: [[5, 3]], f: (x) => tf.gather(x, ints([4, 0, 0, 2], [2, 2])) },
  gatherND: {
    shapes: [],
    f: () =>
      tf.gatherND(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        ints([0, 1, 1, 0], [2, 2]),
      ),
  },
  unsortedSegmentSum: {
    shapes: [[5, 3]],
    f: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 1, 0], 'int32'), 4),
  },
  scatterND: {
    shapes: [],
    f: () =>
      tf.scatterND(
        ints([1, 3, 1], [3, 1]),
        tf.tensor2d([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
        [4, 2],
      ),
  },
  tensorScatterUpdate: {
    shapes: [],
    f: () =>
      tf.tensorScatterUpdate(
        tf.ones([4, 2]),
        ints([1, 3], [2, 1]),
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
      ),
  },
  oneHot: { shapes: [], f: () => tf.oneHot(ints([0, 2, 1]), 3) },
  'oneHot as weights': { shapes: [[3, 2]], f: (x) => tf.matMul(tf.cast(tf.oneHot(ints([0, 2, 1]), 3), 'float32'), x) },
  range: { shapes: [], f: () => tf.range(0, 5, 1, 'int32') },
  linspace: { shapes: [], f: () => tf.linspace(0, 1, 5) },
  // Products
  matMul: {
    shapes: [
      [5, 3],
      [3, 4],
    ],
    f: (x, y) => tf.matMul(x, y),
  },
  'matMul, first transposed': {
    shapes: [
      [3, 5],
      [3, 4],
    ],
    f: (x, y) => tf.matMul(x, y, true),
  },
  'matMul, second transposed': {
    shapes: [
      [5, 3],
      [4, 3],
    ],
    f: (x, y) => tf.matMul(x, y, false, true),
  },
  'matMul, both transposed': {
    shapes: [
      [3, 5],
      [4, 3],
    ],
    f: (x, y) => tf.matMul(x, y, true, true),
  },
  'matMul, batched': {
    shapes: [
      [2, 3, 5, 3],
      [2, 3, 3, 4],
    ],
    f: (x, y) => tf.matMul(x, y),
  },
  'matMul, one batch for all': {
    shapes: [
      [2, 5, 3],
      [1, 3, 4],
    ],
    f: (x, y) => tf.matMul(x, y),
  },
  'dot of rank 3 with rank 2': {
    shapes: [
      [2, 5, 3],
      [3, 4],
    ],
    f: (x, y) => tf.reshape(tf.matMul(tf.reshape(x, [10, 3]), y), [2, 5, 4]),
  },
  outerProduct: { shapes: [[3], [4]], f: (x, y) => tf.outerProduct(x as tf.Tensor1D, y as tf.Tensor1D) },
  'fused matMul': {
    shapes: [[5, 3], [3, 4], [4]],
    f: (x, y, b) => tf.fused.matMul({ a: x as tf.Tensor2D, b: y as tf.Tensor2D, bias: b, activation: 'relu' }),
  },
  // Convolution and pooling
  conv1d: {
    shapes: [
      [2, 9, 3],
      [3, 3, 4],
    ],
    f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, 'same'),
  },
  'conv1d, strided': {
    shapes: [
      [2, 9, 3],
      [3, 3, 4],
    ],
    f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 2, 'valid'),
  },
  conv2d: {
    shapes: [
      [2, 5, 6, 3],
      [3, 2, 3, 4],
    ],
    f: (x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, [1, 2], 'same'),
  },
  'depthwise convolution': {
    shapes: [
      [2, 9, 1, 3],
      [3, 1, 3, 1],
    ],
    f: (x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
  },
  'maxPool over time': { shapes: [[2, 8, 3]], f: (x) => tf.pool(x as tf.Tensor3D, 2, 'max', 'valid', 1, 2) },
  'maxPool, all negative': {
    shapes: [[2, 8, 1, 3]],
    f: (x) => tf.maxPool(x as tf.Tensor4D, [2, 1], [2, 1], 'valid'),
    low: -2,
    high: -1,
  },
  'maxPool, overlapping': { shapes: [[2, 8, 1, 3]], f: (x) => tf.maxPool(x as tf.Tensor4D, [3, 1], [1, 1], 'same') },
  avgPool: { shapes: [[2, 8, 1, 3]], f: (x) => tf.avgPool(x as tf.Tensor4D, [2, 1], [2, 1], 'valid') },
  // Whole parts of networks
  'layer normalisation': {
    shapes: [[3, 6], [6], [6]],
    f: (x, scale, shift) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), scale), shift);
    },
  },
  'batch normalisation': {
    shapes: [[4, 3], [3], [3], [3]],
    f: (x, mean, offset, scale) =>
      tf.batchNorm(x, mean as tf.Tensor1D, tf.tensor1d([1, 2, 3]), offset as tf.Tensor1D, scale as tf.Tensor1D),
  },
  'binary cross-entropy': {
    shapes: [[4]],
    f: (x) => tf.losses.sigmoidCrossEntropy(tf.tensor1d([0, 1, 1, 0]), x),
    low: -20,
    high: 20,
  },
  'softmax cross-entropy': {
    shapes: [[2, 3]],
    f: (x) =>
      tf.losses.softmaxCrossEntropy(
        tf.tensor2d([
          [0, 1, 0],
          [1, 0, 0],
        ]),
        x,
      ),
  },
  'LSTM cell': {
    shapes: [[4, 3], [4, 2], [4, 2], [5, 8], [8]],
    f: (x, h, c, w, b) => {
      const [i, f, g, o] = tf.split(tf.add(tf.matMul(tf.concat([x, h], 1), w), b), 4, 1);
      const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return tf.mul(tf.sigmoid(o), tf.tanh(next));
    },
  },
  attention: {
    shapes: [
      [2, 5, 4],
      [2, 5, 4],
      [2, 5, 4],
    ],
    f: (q, k, v) => tf.matMul(tf.softmax(tf.mul(tf.matMul(q, k, false, true), 0.5)), v),
  },
};

describe('operations of common networks agree with the plain engine', () => {
  for (const [name, computation] of Object.entries(OPERATIONS)) it(name, () => assertAgrees(computation));
});
