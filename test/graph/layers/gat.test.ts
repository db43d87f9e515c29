import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../../src/base/csr';
import { Random } from '../../../src/base/random';
import { Block } from '../../../src/graph/block';
import { gat } from '../../../src/graph/layers/gat';
import { assertClose, normalTensor } from '../../../src/testing/laws';

const [N, F] = [5, 3];
/** Who sends to whom: receivers, senders. Node 4 has no neighbour, node 3 a loop of its own. */
const EDGES = [
  [0, 1],
  [0, 2],
  [1, 0],
  [2, 3],
  [3, 3],
  [3, 0],
];

const graph = new Block(
  csrOf(
    Int32Array.from(EDGES, ([i]) => i),
    Int32Array.from(EDGES, ([, j]) => j),
    Float32Array.from(EDGES, (_, e) => e + 1),
    N,
    N,
  ),
);

describe('GAT', () => {
  for (const [width, heads] of [
    [8, 4],
    [6, 3],
    [10, 2],
    [5, 1],
  ])
    it(`is the paper's definition, node by node: width ${width} in ${heads} heads`, () => {
      const layer = gat.build({ heads }, F, width, new Random(1));
      const random = new Random(2);
      const drawn = new Map<string, Float32Array>();
      for (const [name, weight] of layer.weights())
        tf.tidy(() => {
          const values = normalTensor(weight.shape, random);
          drawn.set(name, values.dataSync() as Float32Array);
          weight.assign(values);
        });
      const [transform, receiver, sender, bias] = ['transform', 'receiver', 'sender', 'bias'].map((name) => {
        const values = drawn.get(name);
        assert.ok(values, `${name} among ${[...drawn.keys()]}`);
        return values;
      });
      const given = normalTensor([N, F], random);
      const x = given.dataSync();

      const D = width / heads;
      const sent = (j: number, h: number, d: number) => {
        let sum = 0;
        for (let f = 0; f < F; f++) sum += x[j * F + f] * transform[f * width + h * D + d];
        return sum;
      };
      const score = (vector: Float32Array, i: number, h: number) => {
        let sum = 0;
        for (let d = 0; d < D; d++) sum += vector[h * D + d] * sent(i, h, d);
        return sum;
      };
      const expected: number[] = [];
      for (let i = 0; i < N; i++) {
        const senders = [...new Set([i, ...EDGES.filter(([to]) => to === i).map(([, from]) => from)])];
        for (let h = 0; h < heads; h++) {
          const powers = senders.map((j) => {
            const z = score(receiver, i, h) + score(sender, j, h);
            return Math.exp(z > 0 ? z : 0.2 * z);
          });
          const total = powers.reduce((a, b) => a + b);
          for (let d = 0; d < D; d++)
            expected.push(bias[h * D + d] + senders.reduce((y, j, n) => y + (powers[n] / total) * sent(j, h, d), 0));
        }
      }
      const actual = tf.tidy(() => layer.call(given as tf.Tensor2D, given as tf.Tensor2D, graph).dataSync());
      assertClose(actual, expected, 1e-4, 'output');
      layer.dispose();
      given.dispose();
    });
});
