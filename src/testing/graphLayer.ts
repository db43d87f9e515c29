import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { csrOf } from '../base/csr';
import { Random } from '../base/random';
import { Block } from '../graph/block';
import type { GraphLayerKind, MessagePassing } from '../graph/messagePassing';
import {
  assertClose,
  assertGradients,
  assertNoLeak,
  assertSameOnCpu,
  assertSavesAndLoads,
  type Check,
  defineLaws,
  normalTensor,
  using,
} from './laws';

const [N, F, D] = [7, 5, 4];

/** A symmetric weighted graph; node 6 has no neighbour. */
const EDGES = [
  [0, 1, 1],
  [0, 2, 2],
  [1, 2, 0.5],
  [2, 3, 1],
  [3, 4, 3],
  [4, 5, 1],
];
/** The targets of a block that is cut out of it, one of them without a neighbour. */
const TARGETS = Int32Array.of(4, 2, 6);

/** Laws of graph layers, on a whole graph and on a block cut out of it. */
export const graphLayerLaws = defineLaws<GraphLayerKind>({
  'shapes are those it says, and every number is finite': onLayer((layer) => {
    for (const block of [graph(), graph().cut(TARGETS).block]) {
      const y = onBlock(layer, block);
      assert.deepEqual(y.shape, [block.targets, layer.outChannels]);
      assert.ok(y.dataSync().every(Number.isFinite), 'a number is not finite');
    }
    assert.equal(layer.outChannels, D);
  }),

  'gradients equal finite differences': onLayer((layer) => {
    const whole = graph();
    assertGradients(layer, [nodes()], ([x]) => layer.call(x as tf.Tensor2D, x as tf.Tensor2D, whole));
    const { block } = whole.cut(TARGETS);
    assertGradients(layer, [sourcesOf(block), targetsOf(block)], ([source, target]) =>
      // A layer need not read its targets beside its sources.
      tf.add(layer.call(source as tf.Tensor2D, target as tf.Tensor2D, block), tf.mul(0, tf.sum(target))),
    );
  }),

  'numbering nodes otherwise numbers the output otherwise, and no more': onLayer((layer) => {
    const names = [3, 0, 6, 1, 5, 2, 4];
    const renamed = tf.tensor1d(
      names.map((_, i) => names.indexOf(i)),
      'int32',
    );
    const x = tf.gather(nodes(), renamed);
    const expected = tf.gather(layer.call(nodes(), nodes(), graph()), renamed);
    assertClose(layer.call(x, x, graph(names)).dataSync(), expected.dataSync(), 1e-5, 'output');
  }),

  'messages travel one edge a layer': onLayer((layer) => {
    const bump = tf.pad(tf.ones([1, F]), [
      [3, N - 4],
      [0, 0],
    ]);
    const x = tf.add(nodes(), bump) as tf.Tensor2D;
    const moved = tf.sub(layer.call(x, x, graph()), layer.call(nodes(), nodes(), graph()));
    const perNode = tf.sum(tf.abs(moved), 1).dataSync();
    for (const near of [2, 3, 4]) assert.ok(perNode[near] > 1e-4, `node ${near} does not hear of node 3`);
    for (const far of [0, 1, 5, 6]) assert.ok(perNode[far] < 1e-6, `node ${far} hears of node 3`);
  }),

  'a block cut out of a graph gives the same rows as the graph': onLayer((layer) => {
    const { block, sources } = graph().cut(TARGETS);
    const source = tf.gather(nodes(), tf.tensor1d(sources, 'int32'));
    const targets = tf.tensor1d(TARGETS, 'int32');
    const expected = tf.gather(layer.call(nodes(), nodes(), graph()), targets);
    const rows = layer.call(source, tf.gather(nodes(), targets), block);
    assertClose(rows.dataSync(), expected.dataSync(), 1e-5, 'rows');
  }),

  'an edge mask is obeyed or refused': onLayer((layer) => {
    if (!layer.obeysEdgeMask) {
      assert.throws(() => {
        layer.edgeMask = tf.ones([2 * EDGES.length]);
      }, /mask/);
      return;
    }
    for (const block of [graph(), graph().cut(TARGETS).block]) {
      const E = block.adjacency.columns.length;
      const masked = (mask: tf.Tensor1D | undefined, source = sourcesOf(block)) => {
        layer.edgeMask = mask;
        const y = layer.call(source, targetsOf(block), block);
        layer.edgeMask = undefined;
        return y;
      };
      assertClose(masked(tf.ones([E])).dataSync(), masked(undefined).dataSync(), 1e-5, 'with a mask of ones');
      assertGradients(undefined, [tf.fill([E], 0.7)], ([mask]) => masked(mask as tf.Tensor1D));
      if (block.targets === block.sources) continue;
      // No edge of the block joins two targets, so that nothing is left to be read but themselves.
      const others = tf.concat([targetsOf(block), tf.fill([block.sources - block.targets, F], 5)]) as tf.Tensor2D;
      const none = tf.zeros<tf.Rank.R1>([E]);
      assertClose(masked(none, others).dataSync(), masked(none).dataSync(), 1e-5, 'with a mask of zeros');
    }
  }),

  'save, load, same output': onLayer((layer, other) =>
    assertSavesAndLoads(layer, other, (module) => onBlock(module, graph())),
  ),

  'no tensor leaks': (kind, given) => {
    const whole = graph();
    return assertNoLeak(() => onLayer((layer) => void onBlock(layer, whole))(kind, given));
  },

  'same on every engine': (kind, given) =>
    using(build(kind, given, 1), (layer) => assertSameOnCpu(() => onBlock(layer, graph()))),
});

function build(kind: GraphLayerKind, given: Parameters<Check<GraphLayerKind>>[1], seed: number): MessagePassing {
  return kind.build(kind.options.parse(given ?? {}), F, D, new Random(seed));
}

/** A check of a layer, beside another one of the same form with other weights. */
function onLayer(check: (layer: MessagePassing, other: MessagePassing) => void): Check<GraphLayerKind> {
  return (kind, given) =>
    using(build(kind, given, 1), (layer) =>
      using(build(kind, given, 5), (other) => tf.tidy(() => check(layer, other))),
    );
}

/** The graph with its nodes renamed: node i becomes names[i]. Nodes 0, 1, 2 and edges to them are of kind 0, others of 1. */
function graph(names = Array.from({ length: N }, (_, i) => i)): Block {
  const both = EDGES.flatMap(([a, b, weight]) => [
    { to: a, from: b, weight },
    { to: b, from: a, weight },
  ]);
  const adjacency = csrOf(
    Int32Array.from(both, ({ to }) => names[to]),
    Int32Array.from(both, ({ from }) => names[from]),
    Float32Array.from(both, ({ weight }) => weight),
    N,
    N,
  );
  const E = both.length;
  const types = new Int32Array(E);
  const ages = new Float64Array(E);
  for (let i = 0; i < N; i++)
    for (let e = adjacency.offsets[i]; e < adjacency.offsets[i + 1]; e++) {
      const [to, from] = [names.indexOf(i), names.indexOf(adjacency.columns[e])];
      types[e] = to < 3 ? 0 : 1;
      ages[e] = 20 - (to + from);
    }
  const kinds = Int32Array.from({ length: N }, (_, i) => (names.indexOf(i) < 3 ? 0 : 1));
  return new Block(adjacency, { types, ages, kinds });
}

function nodes(): tf.Tensor2D {
  return normalTensor([N, F], new Random(3));
}

function sourcesOf(block: Block): tf.Tensor2D {
  return normalTensor([block.sources, F], new Random(3));
}

/** The targets of a block come first among its sources. */
function targetsOf(block: Block): tf.Tensor2D {
  return tf.slice(sourcesOf(block), 0, [block.targets, F]);
}

function onBlock(layer: MessagePassing, block: Block): tf.Tensor2D {
  return layer.call(sourcesOf(block), targetsOf(block), block);
}
