import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import { StandardScaler } from '../../../src/data/scaler';
import { Vocabulary } from '../../../src/data/vocabulary';
import { InteractionGraph } from '../../../src/graph/interactions';
import { Links } from '../../../src/graph/pretext/links';
import { maskedEdge } from '../../../src/graph/pretext/maskedEdge';
import type { NodeEncoder } from '../../../src/graph/pretext/pretext';
import { relations } from '../../../src/graph/relations';
import { tiesOf, unionOf } from '../../../src/graph/relations/union';
import { type Snapshot, snapshotOf } from '../../../src/graph/snapshot';
import { Module } from '../../../src/nn/module';
import { valuesOf } from '../../../src/testing/laws';
import { logOf, randomRows } from '../../../src/testing/logs';

const edgesOf = (graph: InteractionGraph, names = ['purchases']) =>
  unionOf(
    tiesOf(
      graph,
      names.map((name) => relations.reference().parse(name)),
    ),
  );

function snapshot(seed = 1, names?: string[]): Snapshot {
  const log = logOf(randomRows(new Random(seed), 60, { customers: 12, items: 7, days: 9 }));
  const graph = new InteractionGraph(log.before(20 * DAY));
  const scaler = new StandardScaler([0], [1], ['nothing']);
  const nothing = new Float32Array(graph.nodeCount);
  return snapshotOf(graph, edgesOf(graph, names), nothing, scaler, new Vocabulary([]), ['ages', 'types']);
}

/** Vectors that no message changes; it remembers which graph it was shown. */
class Known extends Module implements NodeEncoder {
  readonly nodeUnits = 3;
  readonly vectors: number[][];
  shown?: Snapshot;

  constructor(count: number) {
    super();
    const random = new Random(4);
    this.vectors = Array.from({ length: count }, () => [random.normal(), random.normal(), random.normal()]);
  }

  nodes(shown: Snapshot): tf.Tensor2D {
    this.shown = shown;
    return tf.tensor2d(this.vectors);
  }
}

const pairs = ({ block: { adjacency } }: Snapshot) => {
  const found: [number, number][] = [];
  for (let i = 0; i < adjacency.rows; i++)
    for (let e = adjacency.offsets[i]; e < adjacency.offsets[i + 1]; e++) found.push([i, adjacency.columns[e]]);
  return found;
};

describe('the pretext masked-edge', () => {
  for (const names of [['purchases'], ['customer-projection', 'purchases', 'item-projection']])
    it(`hides edges in both directions and leaves all others, with what is known of them: ${names.join(', ')}`, () => {
      const whole = snapshot(1, names);
      const links = new Links(whole);
      const hidden = Int32Array.of(0, 5, links.count - 1);
      const left = links.without(hidden);
      const key = (a: number, b: number) => `${Math.min(a, b)}-${Math.max(a, b)}`;
      const gone = new Set([...hidden].map((edge) => key(links.customerOf(edge), links.itemOf(edge))));
      assert.equal(gone.size, 3);
      const expected = pairs(whole).flatMap((pair, e) => (gone.has(key(...pair)) ? [] : [{ pair, e }]));
      assert.equal(expected.length, pairs(whole).length - 6);
      assert.deepEqual(
        pairs(left),
        expected.map(({ pair }) => pair),
      );
      for (const column of ['ages', 'types'] as const)
        assert.deepEqual(
          [...left.block.attributes[column]!],
          expected.map(({ e }) => whole.block.attributes[column]![e]),
        );
      assert.deepEqual(
        [...left.block.adjacency.values],
        expected.map(({ e }) => whole.block.adjacency.values[e]),
      );
    });

  it('has the loss of its formula, and items that the customer did not buy', () => {
    const graphs = [snapshot(1), snapshot(2)];
    const encoder = new Known(Math.max(...graphs.map(({ nodeCount }) => nodeCount)));
    const objective = maskedEdge.build(maskedEdge.options.parse({ share: 0.3 }), encoder, graphs, new Random(2));
    const kernel = (objective.weights!.get('pretext.kernel') as tf.Tensor2D).arraySync();
    const softplus = (z: number) => Math.log1p(Math.exp(z));
    const firsts = [...objective.batches(new Random(3))].slice(0, 6);
    assert.ok(new Set(firsts.map(([row]) => row >= new Links(graphs[0]).count)).size === 2, 'both graphs are asked of');
    for (const rows of firsts) {
      const second = rows[0] >= new Links(graphs[0]).count;
      const links = new Links(graphs[Number(second)]);
      const edges = rows.map((row) => row - (second ? new Links(graphs[0]).count : 0));
      const [value] = valuesOf(() => objective.loss(rows, { epoch: 1, random: new Random(5) }));
      const random = new Random(5);
      const logit = (customer: number, item: number) => {
        const asking = [0, 1, 2].map((c) => encoder.vectors[customer].reduce((sum, v, r) => sum + v * kernel[r][c], 0));
        return asking.reduce((sum, v, c) => sum + v * encoder.vectors[item][c], 0);
      };
      let sum = 0;
      for (const edge of edges) {
        const customer = links.customerOf(edge);
        const other = links.drawOther(customer, random);
        sum += softplus(-logit(customer, links.itemOf(edge))) + softplus(logit(customer, other));
        const own = pairs(links.snapshot).filter(([node]) => node === customer);
        assert.ok(own.every(([, item]) => item !== other) || own.length === links.snapshot.items.length);
      }
      assert.ok(Math.abs(value - sum / (2 * edges.length)) < 1e-4, `${value}, expected ${sum / (2 * edges.length)}`);
      assert.equal(encoder.shown!.block.adjacency.columns.length, 2 * (links.count - edges.length));
    }
    for (const weight of objective.weights!.values()) weight.dispose();
  });

  it('refuses graphs without an edge', () => {
    const log = logOf([['somebody', 'something', 5, 1]]);
    const graph = new InteractionGraph(log.before(1));
    const scaler = new StandardScaler([0], [1], ['nothing']);
    const empty = snapshotOf(graph, edgesOf(graph), new Float32Array(0), scaler, new Vocabulary([]));
    assert.throws(
      () => maskedEdge.build(maskedEdge.options.parse({}), new Known(1), [empty], new Random(1)),
      /no graph has an edge/,
    );
  });
});
