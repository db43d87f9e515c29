import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { type Csr, csrOf } from '../../src/base/csr';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { graphLayers } from '../../src/graph/layers';
import { Neighbours } from '../../src/graph/messagePassing';
import { assertClose } from '../helpers/laws';

const N = 8;

/** A symmetric weighted graph; node 7 has no neighbour. */
const EDGES = [
  [0, 1, 1],
  [0, 2, 2],
  [1, 2, 0.5],
  [2, 3, 1],
  [3, 4, 3],
  [4, 5, 1],
  [2, 6, 4],
];

function adjacency(more: number[][] = []): Csr {
  const both = [...EDGES, ...EDGES.map(([i, j, w]) => [j, i, w]), ...more];
  return csrOf(
    Int32Array.from(both, ([i]) => i),
    Int32Array.from(both, ([, j]) => j),
    Float32Array.from(both, ([, , w]) => w),
    N,
    N,
  );
}

/** The same as rows of weights, made from the edges. */
function weights(): number[][] {
  const a = Array.from({ length: N }, () => new Array<number>(N).fill(0));
  for (const [i, j, w] of EDGES) a[i][j] = a[j][i] = w;
  return a;
}

/** D^−½ Â D^−½, Â = A + I. */
function symmetric(): number[][] {
  const looped = weights().map((row, i) => row.map((w, j) => (i === j ? 1 : w)));
  const degree = looped.map(sum);
  return looped.map((row, i) => row.map((w, j) => w / Math.sqrt(degree[i] * degree[j])));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** [rows][cols] of a sparse matrix. */
function rowsOf({ rows, cols, offsets, columns, values }: Csr): number[][] {
  const matrix = Array.from({ length: rows }, () => new Array<number>(cols).fill(0));
  for (let i = 0; i < rows; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) matrix[i][columns[e]] = values[e];
  return matrix;
}

describe('Neighbours', () => {
  const a = weights();
  const degree = a.map(sum);

  it('mean is D⁻¹ A, with a row of 0 for a node without neighbours', () => {
    const expected = a.map((row, i) => row.map((w) => (w ? w / degree[i] : 0)));
    assertClose(rowsOf(new Neighbours(adjacency()).mean).flat(), expected.flat(), 1e-6, 'D⁻¹ A');
  });

  it('symmetric is D^−½ Â D^−½, of A with loops', () => {
    const expected = symmetric();
    assertClose(rowsOf(new Neighbours(adjacency()).symmetric).flat(), expected.flat(), 1e-6, 'D^−½ Â D^−½');
    const [own] = expected[7].filter((w) => w);
    assert.equal(own, 1, 'a node without neighbours keeps its own');
  });

  it('looped has 1 on the diagonal and the rest as it was', () => {
    const expected = weights().map((row, i) => row.map((w, j) => (i === j ? 1 : w)));
    for (const csr of [adjacency(), adjacency([[2, 2, 9]])]) {
      const { looped } = new Neighbours(csr);
      assert.deepEqual(rowsOf(looped), expected);
      assert.equal(looped.columns.length, 2 * EDGES.length + N);
    }
  });

  it('refuses negative weights, with which degrees may be 0 or less', () => {
    const neighbours = new Neighbours(adjacency([[7, 6, -0.5]]));
    const refusal = new InputError('an edge weighs -0.5', undefined, 'weights of 0 or more');
    assert.throws(() => neighbours.mean, refusal);
    assert.throws(() => neighbours.symmetric, refusal);
  });

  it('makes each once, so that its transpose is made once too', () => {
    const neighbours = new Neighbours(adjacency());
    assert.equal(neighbours.mean, neighbours.mean);
    assert.equal(neighbours.symmetric, neighbours.symmetric);
    assert.equal(neighbours.looped, neighbours.looped);
  });
});

/** Dense matrices, [rows][columns]. */
type Matrix = number[][];
const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0].map((_, j) => sum(row.map((v, k) => v * b[k][j]))));
const plus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((v, j) => v + b[i % b.length][j]));

describe('layers in the form of dense matrices', () => {
  const random = Random.of(1, 'dense layers');
  const draw = (rows: number, columns: number): Matrix =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
  const mean = weights().map((row) => row.map((w) => (w ? w / sum(row) : 0)));

  const forms: Record<string, (x: Matrix, weights: Record<string, Matrix>) => Matrix> = {
    // X W₁ + b + D⁻¹ A X W₂
    sage: (x, { 'self.kernel': own, 'self.bias': bias, neighbours }) =>
      plus(plus(product(x, own), bias), product(product(mean, x), neighbours)),
    // D^−½ Â D^−½ X W + b
    gcn: (x, { kernel, bias }) => plus(product(product(symmetric(), x), kernel), bias),
  };
  for (const [name, form] of Object.entries(forms))
    for (const [what, F, D] of [
      ['narrowing', 5, 3],
      ['widening', 3, 5],
    ] as const)
      it(`${name}, ${what}`, () => {
        const layer = graphLayers.get(name).build(F, D, new Random(1));
        const drawn: Record<string, Matrix> = {};
        for (const [part, weight] of layer.weights()) {
          const [rows, columns] = weight.rank === 1 ? [1, weight.size] : weight.shape;
          drawn[part] = draw(rows, columns);
          tf.tidy(() => weight.assign(tf.tensor(drawn[part].flat(), weight.shape)));
        }
        const x = draw(N, F);
        const actual = tf.tidy(() => layer.call(tf.tensor2d(x), new Neighbours(adjacency())).dataSync());
        assertClose(actual, form(x, drawn).flat(), 1e-5, 'output');
        layer.dispose();
      });
});
