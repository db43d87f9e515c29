import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import type { TransactionLog } from '../../../src/data/log';
import { StandardScaler } from '../../../src/data/scaler';
import { Vocabulary } from '../../../src/data/vocabulary';
import { InteractionGraph } from '../../../src/graph/interactions';
import { graphLayers } from '../../../src/graph/layers';
import { GraphNetwork, networkSchema } from '../../../src/graph/network';
import { NODE_FEATURES, nodeFeatures } from '../../../src/graph/nodeFeatures';
import { tiesOf, unionOf } from '../../../src/graph/relations/union';
import { samplers } from '../../../src/graph/sampling';
import { sampleNeighbourhoods } from '../../../src/graph/sampling/neighbourhoods';
import { TemporalGraph } from '../../../src/graph/sampling/temporalGraph';
import { TimedNodes } from '../../../src/graph/sampling/timedNodes';
import { snapshotOf } from '../../../src/graph/snapshot';
import { assertClose } from '../../../src/testing/laws';
import { arbitraryLog, arbitraryTime, logOf, type Row } from '../../helpers/randomLog';

const samplerOf = (name: string) => samplers.get(name).build(samplers.get(name).options.parse({}));
const F = NODE_FEATURES.length;

/** A node as who it is: the log's customers and items, by name. */
function nameOf(log: TransactionLog, graph: TemporalGraph, node: number): string {
  return graph.isCustomer(node) ? log.customers[node] : log.items[node - graph.customerCount];
}

/** All events of a log as [customer, item, time]. */
function eventsOf(log: TransactionLog): [string, string, number][] {
  const { customer, item, time } = log.columns;
  return Array.from(time, (t, e) => [log.customers[customer[e]], log.items[item[e]], t]);
}

describe('sampled neighbourhoods', () => {
  const seedsAt = fc.array(fc.tuple(fc.nat(99), arbitraryTime), { minLength: 1, maxLength: 8 });

  it('hold, at every distance, only events before the time of the example that they belong to', () => {
    fc.assert(
      fc.property(
        arbitraryLog,
        seedsAt,
        fc.constantFrom(...samplers.names),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(1000),
        (log, asked, sampler, fanout, depth, salt) => {
          const graph = new TemporalGraph(log.before(Number.POSITIVE_INFINITY));
          const events = eventsOf(log);
          const nodes = new TimedNodes();
          const times = asked.map(([which, time]) => {
            nodes.add(which % graph.nodeCount, time);
            return time;
          });
          const seeds = nodes.count;
          const blocks = sampleNeighbourhoods(graph, samplerOf(sampler), nodes, fanout, depth, salt);
          assert.equal(blocks.at(-1)!.targets, seeds);
          blocks.forEach((block, layer) => {
            if (layer > 0) assert.equal(block.sources, blocks[layer - 1].targets);
            const { offsets, columns } = block.adjacency;
            for (let t = 0; t < block.targets; t++) {
              const [name, time] = [nameOf(log, graph, nodes.nodeOf(t)), nodes.timeOf(t)];
              assert.ok(times.includes(time), 'a time that nobody asked about');
              const before = events.filter(([c, i, when]) => (c === name || i === name) && when < time);
              const heard = Array.from({ length: offsets[t + 1] - offsets[t] }, (_, i) => {
                const e = offsets[t] + i;
                assert.equal(nodes.timeOf(columns[e]), time, 'a neighbour as of another time');
                const when = time - block.attributes.ages![e] * DAY;
                assert.ok(when < time, 'an event that was not before the time');
                return `${nameOf(log, graph, nodes.nodeOf(columns[e]))} ${Math.round(when)}`;
              });
              assert.equal(heard.length, Math.min(fanout, before.length));
              // Each event once: what is heard is a part of what there is, counted.
              const there = before.map(([c, i, when]) => `${c === name ? i : c} ${when}`);
              for (const one of heard) {
                assert.ok(there.includes(one), `${name} hears ${one} as of ${time}`);
                there.splice(there.indexOf(one), 1);
              }
            }
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keep apart what a shared neighbour knew at two times', () => {
    // The later example hears all of bob; the earlier one must not hear, through tea, what bob did afterwards.
    const log = logOf([
      ['ann', 'tea', DAY, 1],
      ['bob', 'tea', 2 * DAY, 1],
      ['bob', 'jam', 5 * DAY, 1],
    ]);
    const graph = new TemporalGraph(log.before(9 * DAY));
    const nodes = new TimedNodes();
    const [ann, bob] = [0, 1];
    nodes.add(ann, 3 * DAY);
    nodes.add(bob, 9 * DAY);
    const [first] = sampleNeighbourhoods(graph, samplerOf('most-recent'), nodes, 5, 3, 0);
    const { offsets, columns } = first.adjacency;
    const heardBy = (row: number) =>
      Array.from(columns.subarray(offsets[row], offsets[row + 1]), (column) => [
        nameOf(log, graph, nodes.nodeOf(column)),
        nodes.timeOf(column) / DAY,
      ]);
    const rowOf = (node: number, time: number) =>
      Array.from({ length: first.targets }, (_, row) => row).find(
        (row) => nodes.nodeOf(row) === node && nodes.timeOf(row) === time,
      )!;
    assert.deepEqual(heardBy(rowOf(bob, 9 * DAY)), [
      ['tea', 9],
      ['jam', 9],
    ]);
    assert.deepEqual(heardBy(rowOf(bob, 3 * DAY)), [['tea', 3]]);
  });

  it('do not depend on what else is asked', () => {
    fc.assert(
      fc.property(arbitraryLog, seedsAt, fc.constantFrom(...samplers.names), (log, asked, sampler) => {
        const graph = new TemporalGraph(log.before(Number.POSITIVE_INFINITY));
        const neighbours = (seeds: typeof asked) => {
          const nodes = new TimedNodes();
          for (const [which, time] of seeds) nodes.add(which % graph.nodeCount, time);
          const [block] = sampleNeighbourhoods(graph, samplerOf(sampler), nodes, 2, 1, 7);
          const { offsets, columns } = block.adjacency;
          return Array.from(columns.subarray(0, offsets[1]), (column) => nodes.nodeOf(column));
        };
        assert.deepEqual(neighbours(asked.slice(0, 1)), neighbours(asked));
      }),
      { numRuns: 50 },
    );
  });

  const rows: Row[] = [];
  const random = new Random(4);
  for (let c = 0; c < 8; c++)
    for (let i = 0; i < 6; i++)
      if (random.next() < 0.5) rows.push([`c${c}`, `i${i}`, Math.floor(random.next() * 20 * DAY), 1]);
  const log = logOf(rows);

  for (const layer of graphLayers.names)
    for (const halfLifeDays of layer === 'gcn' ? [undefined, 5] : [undefined])
      it(`of all neighbours, ${layer} gives what it gives on the whole graph at each time${halfLifeDays ? ', decayed' : ''}`, () => {
        const graph = new TemporalGraph(log.before(Number.POSITIVE_INFINITY), { halfLifeDays });
        const { reads } = graphLayers.get(layer);
        const network = new GraphNetwork(
          F,
          networkSchema.parse({ layer, units: 4, residual: true, initialShare: 0.1, jumpingKnowledge: 'mean' }),
          new Random(1),
        );
        tf.tidy(() => {
          const nodes = new TimedNodes();
          const expected: number[] = [];
          for (const time of [20 * DAY, 9 * DAY, 13 * DAY]) {
            const whole = new InteractionGraph(log.before(time), { halfLifeDays });
            const none = new Float32Array(0);
            const scaler = new StandardScaler(Array(F).fill(0), Array(F).fill(1));
            const { features, block } = snapshotOf(
              whole,
              unionOf(tiesOf(whole, [{ name: 'purchases' }])),
              nodeFeatures(whole, none, 0),
              scaler,
              new Vocabulary([]),
              reads,
            );
            const vectors = network.call(tf.tensor2d(features, [whole.nodeCount, F]), block).arraySync();
            for (const [customer, item] of [
              [0, 1],
              [3, 2],
            ]) {
              nodes.add(graph.nodeOfCustomer(customer), time);
              nodes.add(graph.nodeOfItem(item), time);
              expected.push(...vectors[whole.nodeOfCustomer(customer)], ...vectors[whole.nodeOfItem(item)]);
            }
          }
          const blocks = sampleNeighbourhoods(graph, samplerOf('most-recent'), nodes, 99, 2, 0);
          const features = new Float32Array(nodes.count * F);
          for (let i = 0; i < nodes.count; i++) {
            const [node, time] = [nodes.nodeOf(i), nodes.timeOf(i)];
            graph.features(node, time, graph.endOf(node, time), features, i * F);
          }
          const vectors = network.call(tf.tensor2d(features, [nodes.count, F]), blocks);
          assertClose(vectors.dataSync(), expected, 1e-4, 'vectors');
        });
        network.dispose();
      });
});
