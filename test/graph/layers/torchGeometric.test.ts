import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../../../src/base/csr';
import { Random } from '../../../src/base/random';
import { Block } from '../../../src/graph/block';
import { graphLayers } from '../../../src/graph/layers';
import { GraphNetwork, networkSchema } from '../../../src/graph/network';
import type { Module } from '../../../src/nn/module';
import { assertClose } from '../../../src/testing/laws';
import fixture from './fixtures/torchGeometric.json';

interface Case {
  readonly weights: Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>;
  readonly output: number[];
  readonly options?: object;
  /** Options of the network of propagation layers that the case is about. */
  readonly network?: object;
  /** Whether edges have weights that differ. */
  readonly weighted?: boolean;
  /** Whether the nodes have as many columns as the output. */
  readonly isWide?: boolean;
}

const cases: Readonly<Record<string, Case>> = fixture.cases;
const { N, F, C } = fixture.sizes;
const TARGETS = Int32Array.of(7, 0, 4, 5);

function graph(weighted: boolean): Block {
  const { receivers, senders, weights, ages, types } = fixture.edges;
  const values = weighted ? Float32Array.from(weights) : new Float32Array(weights.length).fill(1);
  return new Block(csrOf(Int32Array.from(receivers), Int32Array.from(senders), values, N, N), {
    ages: Float64Array.from(ages),
    types: Int32Array.from(types),
    kinds: Int32Array.from(fixture.kinds),
  });
}

/** Gives a module the weights of a case, which has to have all of them. */
function load(module: Module, { weights }: Case): void {
  const own = module.weights();
  assert.deepEqual([...own.keys()].sort(), Object.keys(weights).sort());
  for (const [name, { shape, values }] of Object.entries(weights)) own.get(name)!.assign(tf.tensor(values, shape));
}

/** Runs a check on a module with the weights of a case and the nodes' features. */
function given<M extends Module>(module: M, of: Case, check: (module: M, nodes: tf.Tensor2D) => void): void {
  try {
    tf.tidy(() => {
      load(module, of);
      check(module, of.isWide ? tf.tensor2d(fixture.wide, [N, C]) : tf.tensor2d(fixture.x, [N, F]));
    });
  } finally {
    module.dispose();
  }
}

/**
 * Where a layer differs from PyTorch Geometric's on purpose, the fixture says so, too:
 *
 * - GCN and propagation divide by the roots of a row's and a column's sum, which are the same in a graph whose edges lead
 *   both ways; PyTorch Geometric takes sums over incoming edges for both.
 * - Means are weighted by the edges; PyTorch Geometric's are not, so edges weigh 1 wherever they are not part of its layer.
 * - PNA's messages do not read their receiver, and degrees are not divided by their mean logarithm, which W learns.
 * - The LSTM of GraphSAGE reads neighbours in the order in which they were met, has one bias, and stops at a node's last
 *   neighbour; PyTorch Geometric's goes on over the padding of rows shorter than the longest.
 * - Temporal attention has a matrix for the time of keys and one for that of values, which are one there.
 */
describe('graph layers agree with PyTorch Geometric on the same weights', () => {
  for (const [name, one] of Object.entries(cases))
    if (one.network)
      it(`${name}, as a network`, () => {
        const options = networkSchema.parse({ layer: 'propagation', units: C, activation: 'none', ...one.network });
        given(new GraphNetwork(F, options, new Random(1)), one, (network, nodes) =>
          assertClose(network.call(nodes, graph(true)).dataSync(), one.output, 1e-5, 'output'),
        );
      });
    else
      it(name, () => {
        const kind = graphLayers.get(name.split(',')[0]);
        const layer = kind.build(kind.options.parse(one.options ?? {}), one.isWide ? C : F, C, new Random(1));
        given(layer, one, (_, nodes) => {
          const whole = graph(one.weighted ?? false);
          assertClose(layer.call(nodes, nodes, whole).dataSync(), one.output, 1e-5, 'whole graph');
          const { block, sources } = whole.cut(TARGETS);
          const [source, target] = [sources, TARGETS].map((rows) => tf.gather(nodes, tf.tensor1d(rows, 'int32')));
          const expected = [...TARGETS].flatMap((node) => one.output.slice(node * C, (node + 1) * C));
          assertClose(layer.call(source, target, block).dataSync(), expected, 1e-5, 'block');
        });
      });

  it('every layer with a counterpart there is among the cases', () => {
    const without = ['typed-attention', 'propagation'];
    const named = new Set(Object.keys(cases).map((name) => name.split(',')[0]));
    assert.deepEqual(
      graphLayers.all
        .map(({ name }) => name)
        .filter((name) => !named.has(name))
        .sort(),
      [...without].sort(),
    );
  });
});
