import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../src/base/csr';
import { Random } from '../../src/base/random';
import { graphLayers } from '../../src/graph/layers';
import { type MessagePassing, Neighbours } from '../../src/graph/messagePassing';
import {
  assertClose,
  assertGradients,
  assertNoLeak,
  assertSameOnCpu,
  assertSavesAndLoads,
  normalTensor,
} from '../helpers/laws';

const [N, F, D] = [7, 5, 4];

/** A symmetric weighted graph; node 6 has no neighbour. */
const EDGES: [number, number, number][] = [
  [0, 1, 1],
  [0, 2, 2],
  [1, 2, 0.5],
  [2, 3, 1],
  [3, 4, 3],
  [4, 5, 1],
];

/** The graph with its nodes renamed: node i becomes names[i]. */
function graph(names = Array.from({ length: N }, (_, i) => i)): Neighbours {
  const both = EDGES.flatMap(([a, b, w]) => [
    [names[a], names[b], w],
    [names[b], names[a], w],
  ]);
  return new Neighbours(
    csrOf(
      Int32Array.from(both, ([a]) => a),
      Int32Array.from(both, ([, b]) => b),
      Float32Array.from(both, ([, , w]) => w),
      N,
      N,
    ),
  );
}

const nodes = () => normalTensor([N, F], new Random(3)) as tf.Tensor2D;

for (const kind of graphLayers.all)
  describe(`graph layer ${kind.name}`, () => {
    let layer: MessagePassing;
    beforeEach(() => {
      layer = kind.build(F, D, new Random(1));
    });
    afterEach(() => layer.dispose());

    it('has the shape it says, and finite numbers where a node has no neighbour', () => {
      const y = layer.call(nodes(), graph());
      assert.deepEqual(y.shape, [N, layer.width]);
      assert.ok(y.dataSync().every(Number.isFinite));
    });

    it('gradients equal finite differences', () => {
      const neighbours = graph();
      assertGradients(layer, [nodes()], ([x]) => layer.call(x as tf.Tensor2D, neighbours));
    });

    it('does not depend on the numbering of nodes', () => {
      const names = [3, 0, 6, 1, 5, 2, 4];
      const x = nodes();
      const y = layer.call(x, graph());
      const renamed = tf.tensor1d(
        names.map((_, i) => names.indexOf(i)),
        'int32',
      );
      assertClose(
        layer.call(tf.gather(x, renamed), graph(names)).dataSync(),
        tf.gather(y, renamed).dataSync(),
        1e-5,
        'law "permutation equivariance" broken',
      );
    });

    it('reads its neighbours', () => {
      const bump = tf.buffer([N, F]);
      for (let f = 0; f < F; f++) bump.set(1, 3, f);
      const moved = tf.sub(
        layer.call(tf.add(nodes(), bump.toTensor()) as tf.Tensor2D, graph()),
        layer.call(nodes(), graph()),
      );
      const perNode = tf.sum(tf.abs(moved), 1).dataSync();
      assert.ok(perNode[2] > 1e-4 && perNode[4] > 1e-4, 'law "messages arrive" broken');
      assert.ok(perNode[6] < 1e-6 && perNode[0] < 1e-6, 'law "messages travel one edge a layer" broken');
    });

    it('saves and loads', () => {
      const x = nodes();
      assertSavesAndLoads(layer, kind.build(F, D, new Random(5)), (m) => (m as MessagePassing).call(x, graph()));
    });

    it('leaks no tensor', () => {
      const x = nodes();
      const neighbours = graph();
      assertNoLeak(() => tf.tidy(() => void layer.call(x, neighbours)));
    });

    it('agrees with plain JavaScript', () => assertSameOnCpu(() => layer.call(nodes(), graph())));
  });
