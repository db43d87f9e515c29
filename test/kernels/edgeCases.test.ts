import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { type Csr, csrOf } from '../../src/base/csr';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { startEngine } from '../../src/engine/engine';
import { useKernelThreads } from '../../src/kernels/compiled';
import { attend } from '../../src/ops/attention';
import { spmm } from '../../src/ops/sparse';
import { spmmMax } from '../../src/ops/sparseMax';
import { assertClose, assertGradients } from '../engine/compare';
import { graphOf, randomGraph } from './graphs';

const HEADS = 2;

/** An operation along edges, what it takes beside the graph, and what it gives by definition. */
interface Operation {
  readonly name: string;
  shapes(csr: Csr, D: number): number[][];
  call(csr: Csr, ...inputs: tf.Tensor[]): tf.Tensor2D;
  /** y[i, d] from the entries of row i. */
  define(entries: readonly Entry[], i: number, d: number, D: number, inputs: readonly Float32Array[]): number;
  /** Inputs in [−1, 1) moved to where a small step changes the value smoothly; without it they all are. */
  smooth?(input: tf.Tensor): tf.Tensor;
}

interface Entry {
  /** Its place among all entries. */
  readonly e: number;
  readonly j: number;
  readonly value: number;
}

const OPERATIONS: Operation[] = [
  {
    name: 'spmm',
    shapes: ({ cols }, D) => [[cols, D]],
    call: (csr, x) => spmm(csr, x as tf.Tensor2D),
    define: (entries, _, d, D, [x]) => sum(entries.map(({ j, value }) => value * x[j * D + d])),
  },
  {
    name: 'spmmMax',
    shapes: ({ cols }, D) => [[cols, D]],
    call: (csr, x) => spmmMax(csr, x as tf.Tensor2D),
    define: (entries, _, d, D, [x]) => (entries.length ? Math.max(...entries.map(({ j }) => x[j * D + d])) : 0),
    // So far apart that none becomes the largest instead of another.
    smooth: (x) => tf.add(tf.mul(x, 0.1), apart(x.shape)),
  },
  {
    name: 'attend',
    shapes: ({ rows, cols }, D) => [
      [rows, HEADS],
      [cols, HEADS],
      [cols, HEADS * D],
    ],
    call: (csr, ...inputs) => attend(csr, ...(inputs as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D])),
    define: (entries, i, d, D, [receivers, senders, x]) => {
      const h = Math.floor(d / D);
      const powers = entries.map(({ j }) => {
        const z = receivers[i * HEADS + h] + senders[j * HEADS + h];
        return Math.exp(z > 0 ? z : 0.2 * z);
      });
      return sum(entries.map(({ j }, k) => (powers[k] / sum(powers)) * x[j * HEADS * D + d]));
    },
  },
];

const GRAPHS: [string, Csr][] = [
  ['no node', graphOf(0, 0, [])],
  ['a node alone', graphOf(1, 1, [])],
  ['a node with an edge to itself', graphOf(1, 1, [[0, 0]])],
  ['no edges', graphOf(3, 4, [])],
  ['nobody to receive', graphOf(0, 3, [])],
  ['nobody to send', graphOf(3, 0, [])],
  [
    'isolated nodes, loops, parallel edges and negative weights',
    csrOf(
      Int32Array.of(1, 1, 1, 2, 2, 4, 4, 4),
      Int32Array.of(1, 3, 3, 0, 2, 3, 1, 3),
      Float32Array.of(0.5, -2, 1, -1, 0, 3, 0.25, -3),
      6,
      5,
    ),
  ],
];

/** Numbers 0.3 and more apart, in no order along any axis. */
function apart(shape: number[]): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => 0.3 * ((i * 11) % size)),
    shape,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function byDefinition(operation: Operation, csr: Csr, D: number, width: number, inputs: Float32Array[]): number[] {
  return Array.from({ length: csr.rows * width }, (_, at) => {
    const i = Math.floor(at / width);
    const entries: Entry[] = [];
    for (let e = csr.offsets[i]; e < csr.offsets[i + 1]; e++)
      entries.push({ e, j: csr.columns[e], value: csr.values[e] });
    return operation.define(entries, i, at % width, D, inputs);
  });
}

for (const operation of OPERATIONS)
  describe(`${operation.name}, where graphs are odd`, () => {
    const random = Random.of(1, 'edge cases');
    for (const [name, csr] of GRAPHS)
      it(`is what it is defined as, gradients included: ${name}`, async () => {
        // Fewer than the kernels take together, as many, and some beside.
        for (const D of [1, 2, 3, 4, 5, 7]) {
          const shapes = operation.shapes(csr, D);
          const inputs = shapes.map((shape) =>
            Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
          );
          tf.tidy(() => {
            const y = operation.call(csr, ...inputs.map((values, i) => tf.tensor(values.slice(), shapes[i])));
            assert.equal(y.shape[0], csr.rows);
            assertClose(y.dataSync(), byDefinition(operation, csr, D, y.shape[1], inputs), 1e-5, `${D} columns`);
          });
          const smooth = operation.smooth ?? ((input: tf.Tensor) => input);
          await assertGradients({ shapes, f: (...tensors) => operation.call(csr, ...tensors.map(smooth)) });
        }
      });
  });

describe('rows that cannot be shared out among threads', () => {
  const D = 6;
  // Enough to wake other threads, all of it in one row or column.
  const hubs: [string, Csr][] = [
    ['a single receiver', randomGraph(1, 7, 100_000)],
    ['a single sender', randomGraph(7, 1, 100_000)],
    ['a single node', randomGraph(1, 1, 100_000)],
  ];
  after(async () => useKernelThreads((await startEngine()).threads));

  for (const operation of OPERATIONS)
    for (const [name, csr] of hubs)
      it(`give the same bits: ${operation.name}, ${name}`, () => {
        const random = Random.of(1, 'hubs');
        const shapes = operation.shapes(csr, D);
        const inputs = shapes.map((shape) =>
          Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
        );
        const on = (threads: number) =>
          tf.tidy(() => {
            useKernelThreads(threads);
            const tensors = inputs.map((values, i) => tf.tensor(values.slice(), shapes[i]));
            const gradients = tf.grads((...z) => operation.call(csr, ...z))(tensors);
            return [operation.call(csr, ...tensors), ...gradients].map((tensor) => tensor.dataSync());
          });
        assert.deepEqual(on(3), on(1));
      });
});

/** Node 0 hears from itself and from 1, node 1 from 2 twice, node 2 from nobody. */
const SMALL = graphOf(3, 3, [
  [0, 0],
  [0, 1],
  [1, 2],
  [1, 2],
]);

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Where a row of an input is not finite: the rows of the value, and of the gradients by the inputs, that are not. */
const SPOILT: { name: string; input: number; row: number; values: number[]; expected: number[][] }[] = [
  { name: 'spmm', input: 0, row: 2, values: [nan, infinity], expected: [[1], []] },
  { name: 'spmmMax', input: 0, row: 2, values: [nan, infinity], expected: [[1], []] },
  { name: 'spmmMax', input: 0, row: 1, values: [-infinity], expected: [[], []] },
  { name: 'attend', input: 0, row: 1, values: [nan, infinity], expected: [[1], [1], [2], [2]] },
  { name: 'attend', input: 1, row: 2, values: [nan, infinity], expected: [[1], [1], [2], [2]] },
  // A sender whose score is −∞ beside a finite one has no share.
  { name: 'attend', input: 1, row: 1, values: [-infinity], expected: [[], [], [], []] },
  { name: 'attend', input: 2, row: 2, values: [nan, infinity], expected: [[1], [1], [2], []] },
];

describe('weights and features that are not finite', () => {
  it('are refused in a graph', () => {
    for (const weight of [nan, infinity, -infinity])
      assert.throws(
        () => csrOf(Int32Array.of(0, 1), Int32Array.of(1, 0), Float32Array.of(1, weight), 2, 2),
        new InputError(`entry 1 is ${weight}`, undefined, 'finite weights'),
      );
  });

  for (const { name, input, row, values, expected } of SPOILT)
    for (const value of values)
      it(`reach those along whose edges they go, and no others: ${name}, ${value} in row ${row} of input ${input}`, () => {
        const operation = OPERATIONS.find((each) => each.name === name);
        assert(operation);
        for (const D of [1, 4, 7]) {
          const random = Random.of(1, 'not finite');
          const tensors = operation.shapes(SMALL, D).map((shape, i) => {
            const width = shape[1] ?? 1;
            const numbers = Float32Array.from({ length: shape[0] * width }, () => random.normal());
            if (i === input) numbers.fill(value, row * width, (row + 1) * width);
            return tf.tensor(numbers, shape);
          });
          const outcome: tf.Tensor[] = [
            operation.call(SMALL, ...tensors),
            ...tf.grads((...z) => operation.call(SMALL, ...z))(tensors),
          ];
          assert.deepEqual(outcome.map(rowsNotFinite), expected);
          tf.dispose([...tensors, ...outcome]);
        }
      });
});

function rowsNotFinite(tensor: tf.Tensor): number[] {
  const [rows, width = 1] = tensor.shape;
  const numbers = tensor.dataSync();
  return Array.from({ length: rows }, (_, i) => i).filter(
    (i) => !numbers.subarray(i * width, (i + 1) * width).every(Number.isFinite),
  );
}
