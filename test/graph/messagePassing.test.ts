import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { type Csr, csrOf } from '../../src/base/csr';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { graphLayers } from '../../src/graph/layers';
import { Neighbours } from '../../src/graph/messagePassing';
import { assertClose } from '../helpers/laws';

const [N, F, D] = [8, 5, 3];

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

  it('symmetric is D^−½ A D^−½', () => {
    const expected = a.map((row, i) => row.map((w, j) => (w ? w / Math.sqrt(degree[i] * degree[j]) : 0)));
    assertClose(rowsOf(new Neighbours(adjacency()).symmetric).flat(), expected.flat(), 1e-6, 'D^−½ A D^−½');
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

describe('GraphSAGE', () => {
  const random = Random.of(1, 'sage');
  const draw = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
  const x = draw(N, F);

  it('is W₁ x_i + b + Σ_j a_ij W₂ x_j / Σ_j a_ij, node by node', () => {
    const layer = graphLayers.get('sage').build(F, D, new Random(1));
    const drawn = new Map([...layer.weights()].map(([name, { shape }]) => [name, draw(shape[0], shape[1] ?? 1)]));
    for (const [name, weight] of layer.weights())
      tf.tidy(() => weight.assign(tf.tensor((drawn.get(name) ?? []).flat(), weight.shape)));
    const [own, bias, others] = ['self.kernel', 'self.bias', 'neighbours'].map((name) => {
      const matrix = drawn.get(name);
      assert.ok(matrix, `${name} among ${[...drawn.keys()]}`);
      return matrix;
    });

    const a = weights();
    const expected = x.map((features, i) => {
      const degree = sum(a[i]);
      return Array.from({ length: D }, (_, d) => {
        let y = bias[d][0];
        for (let f = 0; f < F; f++) {
          y += features[f] * own[f][d];
          for (let j = 0; j < N; j++) if (a[i][j]) y += (a[i][j] / degree) * x[j][f] * others[f][d];
        }
        return y;
      });
    });
    const actual = tf.tidy(() => layer.call(tf.tensor2d(x), new Neighbours(adjacency())).dataSync());
    assertClose(actual, expected.flat(), 1e-5, 'output');
    layer.dispose();
  });
});
