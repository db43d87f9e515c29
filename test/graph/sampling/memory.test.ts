import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { Random } from '../../../src/base/random';
import { DAY } from '../../../src/base/time';
import type { TransactionLog } from '../../../src/data/log';
import { messagesOf, NodeMemory } from '../../../src/graph/sampling/memory';
import { TemporalGraph } from '../../../src/graph/sampling/temporalGraph';
import { TimedNodes } from '../../../src/graph/sampling/timedNodes';
import { assertClose } from '../../../src/testing/laws';
import { arbitraryTwins, logOf } from '../../helpers/randomLog';

const UNITS = 3;
/** What is not known stays so with the identity as scale, but for newcomers. */
const known = (features: Float32Array) => features.map((value) => (Number.isNaN(value) ? 0 : value));

function memoriesOf(memory: NodeMemory, log: TransactionLog, time: number): Float32Array {
  const graph = new TemporalGraph(log.before(Number.POSITIVE_INFINITY));
  const { customerCount, itemCount } = log.before(time);
  const nodes = new TimedNodes();
  for (let customer = 0; customer < customerCount; customer++) nodes.add(graph.nodeOfCustomer(customer), time);
  for (let item = 0; item < itemCount; item++) nodes.add(graph.nodeOfItem(item), time);
  if (nodes.count === 0) return new Float32Array(0);
  return tf.tidy(() => memory.call(graph, messagesOf(graph, known), nodes).dataSync() as Float32Array).slice();
}

describe('memory of nodes', () => {
  it('holds nothing at or after the time that it is read at', () => {
    const memory = new NodeMemory({ units: UNITS, length: 4 }, new Random(1));
    fc.assert(
      fc.property(arbitraryTwins, ({ log, twin, time }) => {
        assert.deepEqual(memoriesOf(memory, twin, time), memoriesOf(memory, log, time));
      }),
      { numRuns: 60 },
    );
    memory.dispose();
  });

  it('is a GRU over the messages of the last events, from the first of them on', () => {
    const log = logOf([
      ['ann', 'tea', 0, 1],
      ['bob', 'tea', DAY, 1],
      ['bob', 'jam', 3 * DAY, 1],
      ['bob', 'tea', 4 * DAY, 1],
      ['bob', 'oil', 9 * DAY, 1],
    ]);
    const memory = new NodeMemory({ units: UNITS, length: 2 }, new Random(1));
    const weights = new Map([...memory.weights()].map(([name, weight]) => [name, weight.arraySync() as number[][]]));
    const graph = new TemporalGraph(log.before(20 * DAY));
    const nodes = new TimedNodes();
    nodes.add(graph.nodeOfCustomer(1), 5 * DAY);
    // Partner's features, whether there were any, and the log of the days since bob's own last event.
    const messages = [
      [0, 0, 0, 0, 0, Math.log1p(2)],
      [0, Math.log(2), Math.log(2), Math.log1p(3), 1, Math.log1p(1)],
    ];
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    let state = Array(UNITS).fill(0) as number[];
    for (const message of messages) {
      const from = (x: number[], matrix: number[][], column: number) =>
        x.reduce((sum, value, r) => sum + value * matrix[r][column], 0);
      state = state.map((h, u) => {
        const inner = (part: number) => from(message, weights.get('kernel')!, part * UNITS + u);
        const outer = (part: number) => from(state, weights.get('recurrent')!, part * UNITS + u);
        const [r, z] = [0, 1].map((part) => sigmoid(inner(part) + outer(part)));
        return (1 - z) * Math.tanh(inner(2) + r * outer(2)) + z * h;
      });
    }
    const read = tf.tidy(() => memory.call(graph, messagesOf(graph, known), nodes).dataSync());
    assertClose(read, state, 1e-5, 'memory of bob after four days');
    memory.dispose();
  });
});
