import assert from 'node:assert/strict';
import { Random } from '../base/random';
import { DAY } from '../base/time';
import { AsOf } from '../data/asOf';
import { Controls } from '../data/controls/controls';
import { type GraphBranch, type GraphInputs, graph } from '../fusion/branches/graph';
import type { GraphPretext } from '../graph/pretext/pretext';
import type { Objective } from '../nn/objective';
import { assertNoLeak, type Check, defineLaws, using } from './laws';
import { logOf, QUESTIONS, type Row } from './logs';
import { assertFalls, assertGradients, assertRepeatable, lossOf } from './objective';

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
  'the loss is finite, and the same for the same stream': onPretext(assertRepeatable),

  'batches are the same for the same stream, and others in the next epoch': onPretext((objective) => {
    const epoch = (random: Random) => [...objective.batches(random)].flatMap((rows) => [...rows]);
    const random = new Random(1);
    const first = epoch(random);
    assert.deepEqual(epoch(new Random(1)), first);
    assert.notDeepEqual(epoch(random), first);
  }),

  'the branch and what serves the pretext have gradients': onPretext(assertGradients),

  'the loss falls': onPretext((objective, branch) => assertFalls(objective, branch, 40, 0.9)),

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
