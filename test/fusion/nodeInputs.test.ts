import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { DAY } from '../../src/base/time';
import type { Attribute } from '../../src/data/attributes';
import { NodeInputs } from '../../src/fusion/nodeInputs';
import { NODE_FEATURES } from '../../src/graph/nodeFeatures';
import { TemporalGraph } from '../../src/graph/sampling/temporalGraph';
import { TimedNodes } from '../../src/graph/sampling/timedNodes';
import { assertClose } from '../../src/testing/laws';
import { logOf } from '../../src/testing/logs';

const F = NODE_FEATURES.length;

describe('inputs of graph nodes', () => {
  const log = logOf([
    ['ann', 'tea', 0, 1],
    ['bob', 'jam', DAY, 1],
    ['cid', 'oil', 2 * DAY, 1],
    ['ann', 'jam', 3 * DAY, 1],
  ]);
  const latest = log.before(9 * DAY);
  const graph = new TemporalGraph(latest);
  const optionsOf = (attributes: string[]) => ({ attributes, embeddingDim: 0, minCount: 1, memory: null });

  it('hold the attributes of customers and of items, each in columns of its own', () => {
    const options = optionsOf(['age', 'kind']);
    const inputs = new NodeInputs(options, NodeInputs.fit(options, graph, latest, []), new Random(1));
    const nodes = new TimedNodes();
    for (let node = 0; node < graph.nodeCount; node++) nodes.add(node, 9 * DAY);
    const rows = tf.tidy(() => inputs.call(graph, inputs.prepare(graph, latest), nodes).arraySync());
    const [age, kind] = ['age', 'kind'].map((name) => latest.attribute(name)) as [Attribute, Attribute];
    const known = [...age.values].filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const std = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length) || 1;
    const categories = inputs.units - F - 1;
    rows.forEach((row, node) => {
      const isCustomer = graph.isCustomer(node);
      const years = age.values[node];
      const expected = isCustomer && !Number.isNaN(years) ? (years - mean) / std : 0;
      assertClose([row[F]], [expected], 1e-5, `age of node ${node}`);
      const oneHot = row.slice(F + 1);
      assert.equal(oneHot.length, categories);
      assert.equal(
        oneHot.reduce((sum, value) => sum + value, 0),
        isCustomer ? 0 : 1,
      );
    });
    // Two items are alike in their columns if and only if they are of one kind.
    const items = rows.slice(graph.customerCount).map((row) => row.slice(F + 1).join());
    for (const [a, one] of items.entries())
      for (const [b, other] of items.entries()) assert.equal(one === other, kind.values[a] === kind.values[b]);
    inputs.dispose();
  });

  it('refuse an attribute of events, and one that the log has not', () => {
    for (const [name, message] of [
      ['channel', /of events/],
      ['colour', /no attribute "colour"/],
    ] as const)
      assert.throws(() => NodeInputs.fit(optionsOf([name]), graph, latest, []), { name: 'InputError', message });
  });
});
