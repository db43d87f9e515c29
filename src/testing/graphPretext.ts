import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import { Controls } from '../data/controls/controls';
import { type GraphBranch, type GraphInputs, graph } from '../fusion/branches/graph';
import type { GraphPretext } from '../graph/pretext/pretext';
import type { Objective } from '../nn/objective';
import { optimizerSchema, train } from '../training/loop';
import { assertNoLeak, type Check, defineLaws, using, valuesOf } from './laws';
import { logOf, QUESTIONS, type Row } from './logs';

const [CUSTOMERS, ITEMS] = [40, 10];
/** Customers of two kinds, each with its own half of the items: who buys what can be told. */
const LOG = logOf(
  Array.from({ length: CUSTOMERS }, (_, c) =>
    Array.from({ length: 4 }, (_, t): Row => {
      const item = 2 * ((c + t + (c >> 2)) % (ITEMS / 2)) + (c % 2);
      return [`customer ${c}`, `item ${item}`, t * DAY, 1];
    }),
  ).flat(),
);

/** Laws of pretexts on graphs: tasks without labels. */
export const graphPretextLaws = defineLaws<GraphPretext>({
  'the loss is finite, and the same for the same stream': onPretext((objective) => {
    const loss = () => lossOf(objective);
    assert.ok(Number.isFinite(loss()));
    assert.equal(loss(), loss());
  }),

  'batches are the same for the same stream, and others in the next epoch': onPretext((objective) => {
    const epoch = (random: Random) => [...objective.batches(random)].flatMap((rows) => [...rows]);
    const random = new Random(1);
    const first = epoch(random);
    assert.deepEqual(epoch(new Random(1)), first);
    assert.notDeepEqual(epoch(random), first);
  }),

  'the branch and what serves the pretext have gradients': onPretext((objective, branch) => {
    const weights = new Map([...branch.weights(), ...(objective.weights ?? [])]);
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => objective.loss(firstBatch(objective), context()), [...weights.values()]);
      for (const [name, weight] of weights) {
        assert.ok(grads[weight.name], `weight ${name} has no gradient`);
        assert.ok(grads[weight.name].dataSync().every(Number.isFinite), `the gradient of ${name} is not finite`);
      }
    });
  }),

  'the loss falls': onPretext(async (objective, branch) => {
    const before = lossOf(objective);
    const optimizer = optimizerSchema.parse({ learningRate: 0.02 });
    await train(branch, objective, { epochs: 40, optimizer }, [], new Random(1));
    const after = lossOf(objective);
    assert.ok(after < 0.9 * before, `from ${before} to ${after}`);
  }),

  'snapshots stay as they are': onPretext((objective, _, { snapshots }) => {
    const edges = () => snapshots.map(({ block: { adjacency } }) => [...adjacency.columns]);
    const before = edges();
    lossOf(objective);
    assert.deepEqual(edges(), before);
  }),

  'no tensor leaks': (kind, given) => assertNoLeak(() => onPretext((objective) => void lossOf(objective))(kind, given)),
});

/** A check of a pretext on the graphs of two times. */
function onPretext(
  check: (objective: Objective, branch: GraphBranch, inputs: GraphInputs) => void | Promise<void>,
): Check<GraphPretext> {
  return async (kind, given) => {
    const times = [3.5 * DAY, 8 * DAY];
    const [asOf] = times.map((time) => new AsOf(QUESTIONS[0].examples(LOG, time), LOG));
    const context = { train: asOf, items: [], controls: Controls.none, seed: 1 };
    const options = graph.options.parse({ units: 8, dropout: 0, node2vec: null, embeddingDim: 4, minCount: 1 });
    await using(graph.build(options, context, new Random(1)) as GraphBranch, async (branch) => {
      const prepared = times.map((time) => branch.prepare(new AsOf(QUESTIONS[0].examples(LOG, time), LOG)));
      const inputs = { ...prepared[0], snapshots: prepared.flatMap(({ snapshots }) => snapshots) };
      const objective = kind.build(kind.options.parse(given ?? {}), branch, inputs.snapshots, new Random(2));
      try {
        await check(objective, branch, inputs);
      } finally {
        for (const weight of objective.weights?.values() ?? []) weight.dispose();
      }
    });
  };
}

function context() {
  return { epoch: 1, random: new Random(3) };
}

function firstBatch(objective: Objective): Int32Array {
  return [...objective.batches(new Random(3))][0];
}

function lossOf(objective: Objective): number {
  return valuesOf(() => objective.loss(firstBatch(objective), context()))[0];
}
