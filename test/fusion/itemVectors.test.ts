import assert from 'node:assert/strict';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import { AsOf } from '../../src/data/asOf';
import { Controls } from '../../src/data/controls/controls';
import { ExampleSet } from '../../src/data/examples';
import { HashedItems } from '../../src/data/hashedItems';
import { Vocabulary } from '../../src/data/vocabulary';
import { branches } from '../../src/fusion/branches';
import type { SequenceBranch } from '../../src/fusion/branches/sequence';
import { itemVectors } from '../../src/fusion/itemVectors';
import { node2vec, node2vecSchema } from '../../src/graph/embedding/node2vec';
import { InteractionGraph } from '../../src/graph/interactions';
import { logOf, randomRows } from '../../src/testing/logs';

const log = logOf(randomRows(new Random(3), 80));
const options = node2vecSchema.parse({ dimensions: 4 });
const D = options.dimensions;

describe('vectors of items for sequences', () => {
  it('are those of node2vec as of the history, of one size together; zeros for the unknown and items without an event', () => {
    const history = log.before(6 * DAY);
    const vocabulary = new Vocabulary(['nobody bought it', ...log.items.slice(1, history.itemCount)]);
    const table = itemVectors(history, vocabulary, options, 365, Controls.none, 5);
    const graph = InteractionGraph.of(history, { windowDays: 365 });
    const vectors = node2vec(graph, options, 5);
    assert.deepEqual([...table.subarray(0, 2 * D)], Array(2 * D).fill(0));
    const mean = table.subarray(2 * D).reduce((sum, x) => sum + x * x, 0) / (table.length - 2 * D);
    assert.ok(Math.abs(mean - 1) < 1e-5, `mean square ${mean}`);
    const factor = table[2 * D] / vectors[graph.nodeOfItem(1) * D];
    for (let item = 1; item < history.itemCount; item++)
      for (let d = 0; d < D; d++) {
        const expected = factor * vectors[graph.nodeOfItem(item) * D + d];
        assert.ok(Math.abs(table[(item + 1) * D + d] - expected) < 1e-5, `item ${item}`);
      }
  });

  const build = (items: object) => {
    const kind = branches.get('sequence');
    const given = kind.options.parse({ items, embeddingDim: D, minCount: 1 });
    const train = new AsOf(ExampleSet.at(9 * DAY, Int32Array.of(0, 1)), log);
    const context = { train, items: [], controls: Controls.none, seed: 5 };
    return kind.build(given, context, new Random(1)) as SequenceBranch;
  };

  it('begin what is learned, or are no weights at all where they are frozen', () => {
    const [tuned, frozen] = [false, true].map((isFrozen) =>
      build({ name: 'node2vec', node2vec: { dimensions: D }, frozen: isFrozen }),
    );
    const [begun, kept] = [tuned, frozen].map(({ model }) => model.items.dataSync());
    kept.forEach((value, i) => {
      assert.ok(Math.abs(begun[i] - value / 10) < 1e-6, `entry ${i}`);
    });
    assert.ok(tuned.weights().has('model.items'));
    assert.ok(!frozen.weights().has('model.items'));
    tuned.dispose();
    frozen.dispose();
  });

  it('must have as many columns as the embeddings', () => {
    const { options: schema } = branches.get('sequence');
    const given = { items: { name: 'node2vec', node2vec: { dimensions: 3 } }, embeddingDim: 4 };
    assert.match(String(schema.safeParse(given).error), /expected as many as node2vec has dimensions/);
  });

  it('may be shared by items of one hash, whatever the numbering of the log', () => {
    const hashed = new HashedItems(3);
    const history = log.before(20 * DAY);
    const rows = hashed.rowsOf(history);
    assert.ok(rows.every((row) => row >= 1 && row < hashed.size));
    assert.ok(new Set(rows).size > 1);
    const other = logOf([['eve', log.items[2], 0, 1]]).before(DAY);
    assert.deepEqual([...hashed.rowsOf(other)], [rows[2]]);
  });
});
