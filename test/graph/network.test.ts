import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../src/base/csr';
import { Random } from '../../src/base/random';
import { Block } from '../../src/graph/block';
import { GraphNetwork, networkSchema } from '../../src/graph/network';
import { assertClose, normalTensor } from '../../src/testing/laws';

const [N, F, UNITS] = [5, 3, 4];
const PAIRS = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
];

const graph = new Block(
  csrOf(
    Int32Array.from([...PAIRS, ...PAIRS.map(([i, j]) => [j, i])], ([i]) => i),
    Int32Array.from([...PAIRS, ...PAIRS.map(([i, j]) => [j, i])], ([, j]) => j),
    new Float32Array(2 * PAIRS.length).fill(1),
    N,
    N,
  ),
);

/** Â of the path, dense. */
function propagator(): tf.Tensor2D {
  const looped = Array.from({ length: N }, (_, i) =>
    Array.from({ length: N }, (_, j) => (Math.abs(i - j) <= 1 ? 1 : 0)),
  );
  const degree = looped.map((row) => row.reduce<number>((sum, a) => sum + a, 0));
  return tf.tensor2d(looped.map((row, i) => row.map((a, j) => a / Math.sqrt(degree[i] * degree[j]))));
}

/** The network of propagation layers, and its projected features. */
function run(options: object, check: (y: tf.Tensor2D, first: tf.Tensor2D) => void): void {
  const network = new GraphNetwork(
    F,
    networkSchema.parse({ layer: 'propagation', units: UNITS, activation: 'none', ...options }),
    new Random(1),
  );
  tf.tidy(() => {
    const x = normalTensor([N, F], new Random(2)) as tf.Tensor2D;
    const weights = new Map(network.weights());
    const kernel = weights.get('project.kernel') as tf.Variable<tf.Rank.R2>;
    check(network.call(x, graph), tf.add(tf.matMul(x, kernel), weights.get('project.bias') as tf.Variable));
  });
  network.dispose();
}

describe('graph network', () => {
  it('of propagation layers without activation is SGC', () => {
    run({ depth: 3 }, (y, first) => {
      let expected = first;
      for (let l = 0; l < 3; l++) expected = tf.matMul(propagator(), expected);
      assertClose(y.dataSync(), expected.dataSync(), 1e-5, 'output');
    });
  });

  it('with an initial share is APPNP: after many steps, personalised PageRank of the features', () => {
    run({ depth: 60, initialShare: 0.3 }, (y, first) => {
      // (I − (1 − α) Â) y = α x
      const left = tf.sub(y, tf.mul(tf.matMul(propagator(), y), 0.7));
      assertClose(left.dataSync(), tf.mul(first, 0.3).dataSync(), 1e-4, 'fixed point');
    });
  });

  it('with the mean of all layers is LightGCN’s propagation; their maximum is taken by columns', () => {
    for (const jumpingKnowledge of ['mean', 'max'] as const)
      run({ depth: 2, jumpingKnowledge }, (y, first) => {
        const second = tf.matMul(propagator(), first);
        const all = tf.stack([first, second, tf.matMul(propagator(), second)]);
        const expected = jumpingKnowledge === 'mean' ? tf.mean(all, 0) : tf.max(all, 0);
        assertClose(y.dataSync(), expected.dataSync(), 1e-5, jumpingKnowledge);
      });
  });

  it('adds what it read where it is residual', () => {
    run({ depth: 1, residual: true }, (y, first) => {
      assertClose(y.dataSync(), tf.add(tf.matMul(propagator(), first), first).dataSync(), 1e-5, 'output');
    });
  });

  it('normalises what each layer reads', () => {
    run({ depth: 1, normalisation: 'layer' }, (y, first) => {
      const { mean, variance } = tf.moments(first, 1, true);
      const normal = tf.div(tf.sub(first, mean), tf.sqrt(tf.add(variance, 1e-5))) as tf.Tensor2D;
      assertClose(y.dataSync(), tf.matMul(propagator(), normal).dataSync(), 1e-4, 'output');
    });
  });
});
