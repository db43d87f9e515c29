import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { type Csr, csrOf } from '../../src/base/csr';
import { InputError } from '../../src/base/errors';
import { Random } from '../../src/base/random';
import { Block } from '../../src/graph/block';
import { graphLayers } from '../../src/graph/layers';
import { assertClose } from '../../src/testing/laws';

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

/** Edges are of the type of the node that they lead to. */
const typeOf = (to: number) => to % 2;

function typed(): Block {
  const csr = adjacency();
  const types = new Int32Array(csr.columns.length);
  for (let i = 0; i < N; i++) types.fill(typeOf(i), csr.offsets[i], csr.offsets[i + 1]);
  return new Block(csr, { types });
}

/** [rows][cols] of a sparse matrix. */
function rowsOf({ rows, cols, offsets, columns, values }: Csr): number[][] {
  const matrix = Array.from({ length: rows }, () => new Array<number>(cols).fill(0));
  for (let i = 0; i < rows; i++) for (let e = offsets[i]; e < offsets[i + 1]; e++) matrix[i][columns[e]] = values[e];
  return matrix;
}

describe('a block', () => {
  const a = weights();
  const degree = a.map(sum);

  it('mean is D⁻¹ A, with a row of 0 for a node without neighbours', () => {
    const expected = a.map((row, i) => row.map((w) => (w ? w / degree[i] : 0)));
    assertClose(rowsOf(new Block(adjacency()).mean).flat(), expected.flat(), 1e-6, 'D⁻¹ A');
  });

  it('symmetric is D^−½ Â D^−½, of A with loops', () => {
    const expected = symmetric();
    assertClose(rowsOf(new Block(adjacency()).symmetric).flat(), expected.flat(), 1e-6, 'D^−½ Â D^−½');
    const [own] = expected[7].filter((w) => w);
    assert.equal(own, 1, 'a node without neighbours keeps its own');
  });

  it('symmetricUnlooped is D^−½ A D^−½, in a block cut out of the graph, too', () => {
    const expected = a.map((row, i) => row.map((w, j) => (w ? w / Math.sqrt(degree[i] * degree[j]) : 0)));
    for (const csr of [adjacency(), adjacency([[2, 2, 9]])]) {
      const whole = new Block(csr);
      assertClose(rowsOf(whole.symmetricUnlooped).flat(), expected.flat(), 1e-6, 'D^−½ A D^−½');
      const targets = Int32Array.of(5, 2, 7);
      const { block, sources } = whole.cut(targets);
      const rows = Array.from(targets, (t) => Array.from(sources, (s) => expected[t][s]));
      assertClose(rowsOf(block.symmetricUnlooped).flat(), rows.flat(), 1e-6, 'of the block');
    }
  });

  it('looped has 1 on the diagonal and the rest as it was', () => {
    const expected = weights().map((row, i) => row.map((w, j) => (i === j ? 1 : w)));
    for (const csr of [adjacency(), adjacency([[2, 2, 9]])]) {
      const { looped } = new Block(csr);
      assert.deepEqual(rowsOf(looped), expected);
      assert.equal(looped.columns.length, 2 * EDGES.length + N);
    }
  });

  it('refuses negative weights, with which degrees may be 0 or less', () => {
    const block = new Block(adjacency([[7, 6, -0.5]]));
    const refusal = new InputError('an edge weighs -0.5', undefined, 'weights of 0 or more');
    assert.throws(() => block.mean, refusal);
    assert.throws(() => block.symmetric, refusal);
  });

  it('makes each once, so that its transpose is made once too', () => {
    const block = new Block(adjacency());
    assert.equal(block.mean, block.mean);
    assert.equal(block.symmetric, block.symmetric);
    assert.equal(block.looped, block.looped);
  });

  it('of a type holds the mean over its edges alone', () => {
    for (const [type, csr] of typed().ofTypes(2).entries()) {
      const expected = a.map((row, i) => row.map((w) => (w && typeOf(i) === type ? w / degree[i] : 0)));
      assertClose(rowsOf(csr).flat(), expected.flat(), 1e-6, `type ${type}`);
    }
  });

  it('refuses edges of a type that is not asked for, and to tell types that it was not told', () => {
    assert.throws(() => typed().ofTypes(1), new InputError('an edge is of type 1', undefined, 'types from 0 to 0'));
    assert.throws(() => new Block(adjacency()).ofTypes(2), /without types/);
  });

  it('refuses columns of another length, and a part of a graph that does not say which of its sources its targets are', () => {
    assert.throws(() => new Block(adjacency(), { types: new Int32Array(3) }), /3 types for 14 edges/);
    assert.throws(() => new Block({ ...adjacency(), cols: N + 1 }), /8 × 9 block/);
  });

  it('cut for some targets holds the rows of the whole, for all of its matrices', () => {
    const whole = typed();
    const targets = Int32Array.of(6, 2, 7);
    const { block, sources } = whole.cut(targets);
    assert.deepEqual([...sources], [6, 2, 7, 3, 0, 1]);
    const parts = (one: Block) => [one.plain, one.mean, one.looped, one.symmetric, ...one.ofTypes(2)].map(rowsOf);
    const [cut, full] = [parts(block), parts(whole)];
    for (const [m, rows] of cut.entries())
      assertClose(
        rows.flat(),
        [...targets].flatMap((target) => [...sources].map((source) => full[m][target][source])),
        1e-6,
        `matrix ${m}`,
      );
    assert.throws(() => whole.cut(Int32Array.of(1, 1)), /twice/);
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

  const ofType = (type: number) => mean.map((row, i) => (typeOf(i) === type ? row : row.map(() => 0)));

  const forms: Record<string, (x: Matrix, weights: Record<string, Matrix>) => Matrix> = {
    // X W₁ + b + D⁻¹ A X W₂
    sage: (x, { 'self.kernel': own, 'self.bias': bias, neighbours }) =>
      plus(plus(product(x, own), bias), product(product(mean, x), neighbours)),
    // D^−½ Â D^−½ X W + b
    gcn: (x, { kernel, bias }) => plus(product(product(symmetric(), x), kernel), bias),
    // X W₀ + b + Σ_r D_r⁻¹ A_r X W_r
    rgcn: (x, { 'self.kernel': own, 'self.bias': bias, relation0, relation1 }) =>
      [relation0, relation1].reduce(
        (sum, relation, r) => plus(sum, product(product(ofType(r), x), relation)),
        plus(product(x, own), bias),
      ),
    // ReLU(((1 + ε) X + A X) W + b)
    gin: (x, { epsilon, 'dense.kernel': kernel, 'dense.bias': bias }) => {
      const own = x.map((row) => row.map((value) => (1 + epsilon[0][0]) * value));
      return plus(product(plus(own, product(weights(), x)), kernel), bias).map((row) => row.map((v) => Math.max(0, v)));
    },
  };
  for (const [name, form] of Object.entries(forms))
    for (const [what, F, D] of [
      ['narrowing', 5, 3],
      ['widening', 3, 5],
    ] as const)
      it(`${name}, ${what}`, () => {
        const kind = graphLayers.get(name);
        const layer = kind.build(kind.options.parse({}), F, D, new Random(1));
        const drawn: Record<string, Matrix> = {};
        for (const [part, weight] of layer.weights()) {
          const [rows, columns] = weight.rank < 2 ? [1, weight.size] : weight.shape;
          drawn[part] = draw(rows, columns);
          tf.tidy(() => weight.assign(tf.tensor(drawn[part].flat(), weight.shape)));
        }
        const x = draw(N, F);
        const block = typed();
        const actual = tf.tidy(() => layer.call(tf.tensor2d(x), tf.tensor2d(x), block).dataSync());
        assertClose(actual, form(x, drawn).flat(), 1e-5, 'output');
        layer.dispose();
      });
});

describe('an edge mask', () => {
  for (const name of ['sage', 'gin', 'rgcn'])
    it(`of zeros makes of ${name} what it is of a graph without edges`, () =>
      tf.tidy(() => {
        const kind = graphLayers.get(name);
        const layer = kind.build(kind.options.parse({}), 3, 4, new Random(1));
        const x = tf.tensor2d(Array.from({ length: N }, (_, i) => [i, 1, -i / 2]));
        const none = csrOf(new Int32Array(0), new Int32Array(0), new Float32Array(0), N, N);
        const expected = layer.call(x, x, new Block(none, { types: new Int32Array(0) }));
        layer.edgeMask = tf.zeros([2 * EDGES.length]);
        assertClose(layer.call(x, x, typed()).dataSync(), expected.dataSync(), 1e-6, 'output');
        layer.edgeMask = undefined;
        layer.dispose();
      }));

  it('keeps loops, which are no edges: of zeros, GCN is left with what a node tells itself', () =>
    tf.tidy(() => {
      const layer = graphLayers.get('gcn').build({}, 3, 3, new Random(1));
      const x = tf.tensor2d(Array.from({ length: N }, (_, i) => [i, 1, -i / 2]));
      const loops = symmetric().map((row, i) => [row[i]]);
      const expected = tf.matMul(tf.mul(x, loops), layer.weights().get('kernel') as tf.Tensor2D);
      layer.edgeMask = tf.zeros([2 * EDGES.length]);
      assertClose(layer.call(x, x, typed()).dataSync(), expected.dataSync(), 1e-5, 'output');
      layer.dispose();
    }));
});
