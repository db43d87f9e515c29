import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../../src/base/csr';
import { Random } from '../../../src/base/random';
import { Block } from '../../../src/graph/block';
import { sagePool } from '../../../src/graph/layers/sagePool';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const [N, F, D] = [5, 3, 4];
/** Who sends to whom: receivers, senders. Node 4 has no neighbour. */
const EDGES = [
  [0, 1],
  [0, 2],
  [1, 0],
  [2, 3],
  [3, 3],
  [3, 0],
];

describe('GraphSAGE with pooling', () => {
  it('is W₁ x_i + b + W₂ max_j ReLU(P x_j + c), node by node', () => {
    const layer = sagePool.build({}, F, D, new Random(1));
    const random = new Random(2);
    const drawn = new Map<string, Float32Array>();
    for (const [name, weight] of layer.weights())
      tf.tidy(() => {
        const values = normalTensor(weight.shape, random);
        drawn.set(name, values.dataSync() as Float32Array);
        weight.assign(values);
      });
    const names = ['self.kernel', 'self.bias', 'pool.kernel', 'pool.bias', 'neighbours'];
    const [own, bias, pool, poolBias, others] = names.map((name) => {
      const values = drawn.get(name);
      assert.ok(values, `${name} among ${[...drawn.keys()]}`);
      return values;
    });
    const given = normalTensor([N, F], random);
    const x = given.dataSync();

    const expected: number[] = [];
    for (let i = 0; i < N; i++) {
      const senders = EDGES.filter(([to]) => to === i).map(([, from]) => from);
      const arrived = Array.from({ length: F }, (_, g) =>
        Math.max(
          0,
          ...senders.map((j) => {
            let sum = poolBias[g];
            for (let f = 0; f < F; f++) sum += x[j * F + f] * pool[f * F + g];
            return sum;
          }),
        ),
      );
      for (let d = 0; d < D; d++) {
        let y = bias[d];
        for (let f = 0; f < F; f++) y += x[i * F + f] * own[f * D + d] + arrived[f] * others[f * D + d];
        expected.push(y);
      }
    }
    const graph = new Block(
      csrOf(
        Int32Array.from(EDGES, ([i]) => i),
        Int32Array.from(EDGES, ([, j]) => j),
        new Float32Array(EDGES.length).fill(2),
        N,
        N,
      ),
    );
    const actual = tf.tidy(() => layer.call(given as tf.Tensor2D, given as tf.Tensor2D, graph).dataSync());
    assertClose(actual, expected, 1e-5, 'output');
    layer.dispose();
    given.dispose();
  });
});
